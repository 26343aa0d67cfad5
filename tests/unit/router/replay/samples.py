"""Rows made by hand, in the shape of the files that the maps of the project are for."""

CALLS = """\
vru+line,call_id,customer_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,outcome,ser_start,ser_exit,ser_time,server
AA0101,2,0,0,NW,990201,8:00:00,8:00:10,10,8:00:10,8:00:30,20,AGENT,8:00:30,8:02:00,90,TOVA
AA0102,1,77,2,PS,990201,7:00:00,7:00:10,10,0:00:00,0:00:00,0,AGENT,7:00:10,7:03:10,180,DORIT
AA0103,3,77,2,PS,990201,8:30:00,8:30:10,10,8:30:10,8:31:10,60,HANG,0:00:00,0:00:00,0,NO_SERVER
AA0104,4,0,0,NW,990202,23:59:50,0:00:00,10,0:00:00,0:00:00,0,AGENT,0:00:05,0:01:05,60,TOVA
AA0105,5,0,0,NE,990202,9:00:00,9:00:05,5,0:00:00,0:00:00,0,PHANTOM,0:00:00,0:00:00,0,NO_SERVER
"""

# Twelve minutes: at this speed shifts are long and rings take more than a second, so that a slow
# machine has time to answer before they end.
SHORT_DAY_SPEED = "40"
SHORT_DAY = """\
vru+line,call_id,customer_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,outcome,ser_start,ser_exit,ser_time,server
AA0102,1,77,2,PS,990201,7:00:00,7:00:10,10,0:00:00,0:00:00,0,AGENT,7:00:10,7:03:10,180,DORIT
AA0104,9,0,0,PS,990201,7:03:00,7:03:05,5,0:00:00,0:00:00,0,AGENT,7:03:05,7:12:05,60,DORIT
AA0101,2,0,0,NW,990201,7:04:00,7:04:10,10,7:04:10,7:04:30,20,AGENT,7:04:30,7:12:00,90,TOVA
AA0103,3,77,2,PS,990201,7:05:00,7:05:10,10,7:05:10,7:06:10,60,HANG,0:00:00,0:00:00,0,NO_SERVER
AA0105,5,0,0,NE,990202,9:00:00,9:00:05,5,0:00:00,0:00:00,0,PHANTOM,0:00:00,0:00:00,0,NO_SERVER
"""

WEB = """\
Lead Number,Lead Origin,Lead Source,TotalVisits,Total Time Spent on Website,Last Activity,Specialization,What is your current occupation,City
101,API,Olark Chat,0,0,Page Visited on Website,Select,Unemployed,Select
102,Landing Page Submission,Google,4,674,Email Opened,Finance Management,Working Professional,Thane & Outskirts
103,Lead Add Form,Reference,,1532,SMS Sent,Select,,Mumbai
"""  # noqa: E501  (lines of the files)

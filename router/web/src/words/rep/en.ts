// What the rep’s phone says in English.

export const en = {
  'title.rep': 'My leads · hotlead',

  'call': 'Call',
  'copy': 'Copy',
  'copied': 'Copied.',
  'not_copied': 'The browser did not allow copying: press long on the number.',
  'sending': 'Sending …',
  'asking_again': 'No answer yet, asking again …',

  'login.hint.rep': 'Your supervisor makes a code for you. It holds for 15 minutes and works once.',
  'login.other.rep': 'This is a supervisor’s session. The page for reps needs a rep’s code.',

  'status.ready': 'Ready: the next lead can come at any second. Keep this page open.',
  'status.full': 'You have all you can take: record the first contact to get the next lead.',
  'status.busy': 'Busy: no new leads come until you tap Idle.',
  'status.away': 'Away: no new leads come. Tap Idle when you are back.',
  'status.missed': 'You were set away because you missed several assignments in a row. Tap Idle to go on.',
  'status.offline': 'The router had not heard from this phone; it is being told that you are back.',
  'status.off_shift': 'Outside your working hours: no leads come now.',
  'status.held': 'Today’s cap is reached, or the start of the shift is paced: leads come later.',

  'sound.off': 'Sound is off: tap so that leads can ring.',

  'connection.lost': 'No connection since {at}. New leads cannot reach you. Trying again …',

  'offer.strong': 'Still nobody has called! Take it now.',
  'offer.more': '+{n} waiting',
  'offer.masked': 'Number, shown in full once you take the lead',
  'offer.expires': 'Goes back in',
  'offer.escalates': 'Escalates in',
  'offer.take': 'Take this lead',
  'offer.decline': 'Decline',

  'decline.why': 'Why not?',
  'decline.back': 'Back',

  'declined': 'Declined. It goes to someone else.',

  'gone.expired': 'Time was up: the lead went back.',
  'gone.reassigned': 'The lead went to a colleague, for nobody acted in time.',
  'gone.claimed': 'A colleague has claimed the lead.',
  'gone.offline': 'The lead went back, for this phone was not heard from.',
  'gone.handed_over': 'Your supervisor gave the lead to a colleague.',
  'gone.no_contact': 'No contact was recorded in time, so the lead went back.',

  'chip.hot': 'Hot',
  'chip.high': 'High intent',
  'chip.again': 'Came back',
  'chip.test': 'Test',

  'contact.wechat': 'WeChat',
  'contact.email': 'Email',
  'contact.open_id': 'Open id',

  'touch.reached': 'Reached',
  'touch.no_answer': 'No answer',
  'touch.done': 'First touch recorded.',

  'release': 'Mis-tap: give back',
  'released': 'Given back. It goes to someone else.',
  'to_list': 'To my leads',

  'lead.within': 'Call within',
  'lead.contacted': 'First touch recorded',
  'lead.recorded': 'Contact recorded.',

  'leads.title': 'My open leads ({n})',
  'leads.empty': 'No open leads. What you take stays here until it is won, lost or invalid.',

  'claims.title': 'Open to all ({n})',
  'claims.be_idle': 'tap Idle to claim',

  'claim': 'Claim',

  'outcome.sure.won': 'Won: sure?',
  'outcome.sure.lost': 'Lost: sure?',
  'outcome.sure.invalid': 'Invalid: sure?',
  'outcome.done.won': 'Won. Well done.',
  'outcome.done.lost': 'Closed as lost.',
  'outcome.done.invalid': 'Closed as invalid.',
};

"""What is wrong with an installation, and how to mend it: for `hotlead doctor` and `hotlead up`.

A file looks at one subject. Looking and judging are apart: a verdict is a pure function of what
was found.
"""

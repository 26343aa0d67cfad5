// What both pages say in English; a code of the interface follows the dot.

export const en = {
  'logout': 'Log out',
  'other_language': '中文',
  'no_name': 'No name given',
  'score': 'Score',
  'hot_for': 'Hot for',

  'login.code': 'Login code',
  'login.go': 'Log in',
  'login.hint.supervisor': 'Made by: hotlead login-code NAME --supervisor. It holds for 15 minutes and works once.',
  'login.used': 'This code was used before. Ask for a new one.',
  'login.expired': 'This code has expired. Ask for a new one.',
  'login.bad': 'This is no valid code, or it was cut short. Copy it whole, or ask for a new one.',
  'login.offline': 'No connection. It goes on by itself when the network is back.',
  'login.signed_out': 'You were signed out everywhere. Ask your supervisor for a new code.',
  'login.other.supervisor': 'This is a rep’s session. The board needs a supervisor’s code.',

  'presence.label': 'I am',
  'presence.idle': 'Idle',
  'presence.busy': 'Busy',
  'presence.away': 'Away',
  'presence.offline': 'Offline',

  'decline.with_customer': 'With a customer',
  'decline.not_my_area': 'Not my area',
  'decline.not_my_product': 'Not my product',
  'decline.known_customer': 'A colleague’s customer',
  'decline.other': 'Another reason',

  'part.profile': 'Profile',
  'part.heat': 'Heat',
  'part.freshness': 'Freshness',

  'outcome.won': 'Won',
  'outcome.lost': 'Lost',
  'outcome.invalid': 'Invalid',

  'error.other': 'That did not work: {message}.',
  'error.no_connection': 'No connection: it is not known whether that arrived. Tap again when you are back online.',
  'error.no_session': 'Your session has ended. Log in again.',
  'error.unknown': 'No answer from the router: it is not known whether that took effect. Tap again, nothing is done twice.',
  'error.unavailable': 'The router cannot answer now. Try again in a moment.',
  'error.too_late': 'Too late: the lead is no longer yours.',
  'error.too_late.by': 'Too late: {who} has the lead now.',
  'error.taken': 'Another rep has taken the lead.',
  'error.taken.by': '{who} was faster and has the lead.',
  'error.closed': 'The lead is closed already.',
  'error.contacted': 'A contact is recorded, so the lead cannot be given back.',
  'error.not_open': 'The lead is not open to all any more.',
  'error.other_pool': 'You do not serve this kind of lead.',
  'error.not_idle': 'Only an idle rep within working hours can claim: tap Idle first.',
  'error.no_room': 'You have all you can take: record the first contact of your leads first.',
  'error.unknown_rep': 'You are not registered yet. Ask your supervisor.',
  'error.unknown_lead': 'This lead is gone.',
  'error.failed': 'The router has a defect there; please tell your supervisor.',

  'channel.web-form': 'Website form',
  'channel.short-video': 'Short video',
  'channel.call-center': '400 call',

  'attribute.region': 'Region',
  'attribute.budget': 'Budget',
  'attribute.house_type': 'Home',

  'value.shanghai': 'Shanghai',
  'value.beijing': 'Beijing',
  'value.villa': 'Villa',
  'value.duplex': 'Duplex',
  'value.apartment': 'Flat',

  'comma': ', ',

  'signal.page_dwell': 'Stayed {value} s on a page',
  'signal.video_complete': 'Watched a video to the end',
  'signal.repeat_visit': 'Came back',
  'signal.inbound_call': 'Called',
};

// What notifications say in English.

export const en = {
  'tag': 'en',
  'push.assigned': 'New lead · {channel}',
  'push.hot': 'Hot lead · {channel}',
  'push.high': 'High intent · {channel}',
  'push.remind': 'Still nobody has called! Take it now',
  'push.score': 'Score {score}',
  'push.budget': 'budget {budget}',
  'push.until': 'until {at}',
  'push.tried': 'This phone rings',
  'push.tried.body': 'The test came back. A new lead will look like this.',
  'push.plain': 'There is something new. Tap to see it.',
};

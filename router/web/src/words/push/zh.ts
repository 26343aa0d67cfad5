// 通知的中文文案。

import type { en } from './en';

export const zh: Record<keyof typeof en, string> = {
  'tag': 'zh-CN',
  'push.assigned': '新线索 · {channel}',
  'push.hot': '热线索 · {channel}',
  'push.high': '高意向线索 · {channel}',
  'push.remind': '还没人联系客户！请马上接下',
  'push.score': '评分 {score}',
  'push.budget': '预算 {budget}',
  'push.until': '{at} 前有效',
  'push.tried': '这部手机会响',
  'push.tried.body': '测试成功，有新线索时会这样提醒你。',
  'push.plain': '有新消息，点开查看。',
};

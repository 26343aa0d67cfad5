// 销售手机页面的中文文案。

import type { en } from './en';

export const zh: Record<keyof typeof en, string> = {
  'title.rep': '我的线索 · hotlead',

  'call': '拨打电话',
  'copy': '复制',
  'copied': '已复制。',
  'not_copied': '浏览器不允许复制，请长按号码。',
  'sending': '提交中…',
  'asking_again': '还没有回应，正在重试…',

  'login.hint.rep': '登录码由主管生成，15 分钟内有效，只能用一次。',
  'login.other.rep': '当前登录的是主管账号，销售页面需要销售的登录码。',

  'status.ready': '待命中：随时会来新线索，请保持页面打开。',
  'status.full': '手上的线索已满：先登记首次联系，才会派来下一条。',
  'status.busy': '忙碌中：暂不派新线索，点「空闲」恢复。',
  'status.away': '已离开：暂不派新线索，回来请点「空闲」。',
  'status.missed': '连续几条线索没有接下，系统已把你设为「离开」。点「空闲」继续接线索。',
  'status.offline': '系统有一阵没收到这部手机的消息，正在恢复。',
  'status.off_shift': '现在不是你的上班时间，暂不派线索。',
  'status.held': '今天的线索已到上限，或刚上班，系统在逐步派单，请稍候。',

  'sound.off': '提示音没有打开，点一下屏幕即可开启。',

  'connection.lost': '{at} 起网络断开，收不到新线索，正在重连…',

  'offer.strong': '还没人联系客户！请马上接下',
  'offer.more': '还有 {n} 条',
  'offer.masked': '号码，接下后显示完整号码',
  'offer.expires': '收回倒计时',
  'offer.escalates': '升级倒计时',
  'offer.take': '接下线索',
  'offer.decline': '不接',

  'decline.why': '为什么不接？',
  'decline.back': '返回',

  'declined': '已拒接，线索会派给其他同事。',

  'gone.expired': '超时未接下，线索已收回。',
  'gone.reassigned': '长时间未接下，线索已转给同事。',
  'gone.claimed': '这条线索已被同事认领。',
  'gone.offline': '手机失联，线索已收回。',
  'gone.handed_over': '主管已把这条线索转给同事。',
  'gone.no_contact': '没有按时登记联系，线索已收回。',

  'chip.hot': '热线索',
  'chip.high': '高意向',
  'chip.again': '再次来访',
  'chip.test': '测试',

  'contact.wechat': '微信',
  'contact.email': '邮箱',
  'contact.open_id': 'Open ID',

  'touch.reached': '已接通',
  'touch.no_answer': '未接通',
  'touch.done': '首次联系已登记。',

  'release': '点错了，退回',
  'released': '已退回，线索会派给其他同事。',
  'to_list': '回到列表',

  'lead.within': '剩余拨打时间',
  'lead.contacted': '已登记首次联系',
  'lead.recorded': '联系已登记。',

  'leads.title': '我的跟进线索（{n}）',
  'leads.empty': '还没有跟进中的线索。接下的线索会一直在这里，直到成交、战败或无效。',

  'claims.title': '可认领（{n}）',
  'claims.be_idle': '先点「空闲」再认领',

  'claim': '认领',

  'outcome.sure.won': '确认成交？',
  'outcome.sure.lost': '确认战败？',
  'outcome.sure.invalid': '确认无效？',
  'outcome.done.won': '恭喜成交！',
  'outcome.done.lost': '已标为战败。',
  'outcome.done.invalid': '已标为无效。',
};

// 两个页面共用的中文文案；点号后面是接口的代码。

import type { en } from './en';

export const zh: Record<keyof typeof en, string> = {
  'logout': '退出',
  'other_language': 'English',
  'no_name': '未留姓名',
  'score': '评分',
  'hot_for': '热线索已等',

  'login.code': '登录码',
  'login.go': '登录',
  'login.hint.supervisor': '登录码由主管在「团队」里生成；第一个由管理员在服务器上生成：hotlead login-code 姓名 --supervisor。15 分钟内有效，只能用一次。',
  'login.used': '这个登录码已经用过了，请换一个新的。',
  'login.expired': '这个登录码已过期，请换一个新的。',
  'login.bad': '登录码不对或不完整，请完整复制，或换一个新的。',
  'login.offline': '没有网络，恢复后会自动继续。',
  'login.signed_out': '你已在所有设备上退出登录，请向主管要新的登录码。',
  'login.other.supervisor': '当前登录的是销售账号，看板需要主管的登录码。',

  'presence.label': '我的状态',
  'presence.idle': '空闲',
  'presence.busy': '忙碌',
  'presence.away': '离开',
  'presence.offline': '离线',

  'decline.with_customer': '正在接待客户',
  'decline.not_my_area': '不是我的区域',
  'decline.not_my_product': '不是我的产品',
  'decline.known_customer': '同事的客户（撞单）',
  'decline.other': '其他原因',

  'part.profile': '资料分',
  'part.heat': '热度',
  'part.freshness': '新鲜度',

  'outcome.won': '成交',
  'outcome.lost': '战败',
  'outcome.invalid': '无效',

  'error.other': '操作没有成功：{message}。',
  'error.no_connection': '网络断开，不确定是否已送达，恢复后请再点一次。',
  'error.no_session': '登录已失效，请重新登录。',
  'error.unknown': '系统没有回应，不确定是否生效。请再点一次，不会重复。',
  'error.unavailable': '系统暂时无法回应，请稍后再试。',
  'error.too_late': '晚了一步，这条线索已经不在你手上。',
  'error.too_late.by': '晚了一步，线索现在在 {who} 手上。',
  'error.taken': '这条线索已被同事接下。',
  'error.taken.by': '{who} 先接下了这条线索。',
  'error.closed': '这条线索已经关闭。',
  'error.contacted': '已登记过联系，不能再退回。',
  'error.not_open': '这条线索已不能认领。',
  'error.other_pool': '这类线索不归你负责。',
  'error.not_idle': '在班且空闲才能认领，请先点「空闲」。',
  'error.no_room': '手上的线索已满，请先登记首次联系。',
  'error.too_many_open': '未关闭的线索已到上限，请先关闭一条。',
  'error.undo_over': '已过撤销时间，可请主管重新打开。',
  'error.moved_on': '这条线索已有变化：客户又来了，或已被重新打开。',
  'error.unknown_rep': '你还没有登记，请联系主管。',
  'error.unknown_lead': '这条线索已不存在。',
  'error.failed': '系统出错了，请告诉主管。',

  'channel.web-form': '官网表单',
  'channel.short-video': '短视频',
  'channel.call-center': '400 来电',

  'attribute.region': '地区',
  'attribute.budget': '预算',
  'attribute.house_type': '房屋类型',

  'value.shanghai': '上海',
  'value.beijing': '北京',
  'value.villa': '别墅',
  'value.duplex': '复式',
  'value.apartment': '公寓',

  'comma': '，',

  'signal.page_dwell': '页面停留 {value} 秒',
  'signal.video_complete': '看完视频',
  'signal.repeat_visit': '再次访问',
  'signal.inbound_call': '来电',
};

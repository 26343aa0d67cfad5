#!/usr/bin/env bash
# Beijing's Chaoyang district is read as one in Changchun, or as a city in Liaoning.
#
# Guess: an address that names a district and no city, 朝阳区望京街道, is put into the city that everybody thinks of,
#   or, as many a district's name is in use in several, into none.
# Seen: cpca 0.5.5 and address-parse 1.2.19 take one that their tables have, not always the same one: Chaoyang and
#   Xihu, as of Beijing and Hangzhou, are Changchun's and Nanchang's, Jiangbei is Ningbo's or Chongqing's,
#   Heping Tianjin's or Taichung's. zh-address-parse 1.3.16 leaves out a district that it cannot place, but
#   finds cities in its name: Chaoyang in Liaoning, and for Zhongshan, a district of Dalian, the city in
#   Guangdong. None says that it chose. With the city ahead all three are right.
# Versions: cpca 0.5.5 (setuptools 80.9.0, which it imports), CPython 3.11; address-parse 1.2.19, zh-address-parse
#   1.3.16, Node.js 20.
# Matters to a lead router: the region is made of the address that a form collects, and chooses the pool. People
#   of the city in which a brand sells write the district alone.
# hotlead: takes a region as the source names it, and derives none (docs/topics.md).
set -euo pipefail
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q --disable-pip-version-check cpca==0.5.5 setuptools==80.9.0 pandas==3.1.1
(cd "$room" && npm install --silent --no-audit --no-fund --ignore-scripts address-parse@1.2.19 zh-address-parse@1.3.16)
cat > "$room/addresses" <<'ADDRESSES'
北京市朝阳区望京街道1号
朝阳区望京街道1号
江北区观音桥1号
和平区南京北街1号
中山区人民路1号
西湖区文三路1号
普陀区曹杨路1号
ADDRESSES
cat > "$room/try.py" <<'PYTHON'
import warnings
from pathlib import Path

warnings.simplefilter("ignore")
import cpca

texts = Path("addresses").read_text("utf-8").split()
for text, (_, row) in zip(texts, cpca.transform(texts).iterrows()):
    print(f"{text}: cpca {row['省']}{row['市']}{row['区']}".replace("市辖区", ""))
PYTHON
cat > "$room/try.cjs" <<'JS'
const addressParse = require('address-parse').default;
const zhAddressParse = require('zh-address-parse');

for (const text of require('fs').readFileSync('addresses', 'utf8').trim().split('\n')) {
  const told = [addressParse.parse(text)[0], zhAddressParse(text)].map(
    (found) => [found.province, found.city, found.area].join('') || 'none',
  );
  console.log(`address-parse ${told[0]}, zh-address-parse ${told[1]}`);
}
JS
cd "$room"
venv/bin/python try.py > python.seen
node try.cjs > js.seen
paste -d '|' python.seen js.seen | sed 's/|/, /' | tee seen
diff seen - <<'SEEN'
北京市朝阳区望京街道1号: cpca 北京市朝阳区, address-parse 北京北京市朝阳区, zh-address-parse 北京市北京市朝阳区
朝阳区望京街道1号: cpca 吉林省长春市朝阳区, address-parse 吉林省长春市朝阳区, zh-address-parse 辽宁省朝阳市
江北区观音桥1号: cpca 浙江省宁波市江北区, address-parse 重庆重庆市江北区, zh-address-parse none
和平区南京北街1号: cpca 天津市和平区, address-parse 台湾省台中市和平区, zh-address-parse none
中山区人民路1号: cpca 辽宁省大连市中山区, address-parse 台湾省基隆市中山区, zh-address-parse 广东省中山市
西湖区文三路1号: cpca 江西省南昌市西湖区, address-parse 江西省南昌市西湖区, zh-address-parse none
普陀区曹杨路1号: cpca 上海市普陀区, address-parse 浙江省舟山市普陀区, zh-address-parse none
SEEN

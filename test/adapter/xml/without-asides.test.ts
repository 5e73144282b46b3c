import t from 'tap'
import { parseXml, withoutAsides } from '../../../src/adapter/xml/index.ts'

t.test('what toolkits say of types is no part of the message', async t => {
  const xml = `<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
    <text xsi:type="xsd:string">x</text><empty xsi:type="xsd:string"/><gone xsi:nil="true"/>
    <group xsi:type="t:G"><in>1</in></group><many xsi:type="xsd:int">1</many><many>2</many><kept id="7">y</kept></a>`
  t.strictSame(withoutAsides(parseXml(Buffer.from(xml), { namespaces: {} })), {
    a: {
      ...{ text: 'x', empty: '', gone: null, group: { in: '1' }, many: ['1', '2'] },
      kept: { '@id': '7', '#text': 'y' },
    },
  })
})

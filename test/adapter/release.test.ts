import t from 'tap'
import { release } from '../../src/adapter/release.ts'

const answer = {
  citizens: [
    { name: 'Người Mẫu', religion: '01', home: { ward: '00001', detail: 'Số 1' } },
    { name: 'Người Thử' },
  ],
  count: 2,
}

t.test('only what is named leaves, groups as a whole', async t => {
  t.strictSame(release(answer, ['citizens[].home']), {
    citizens: [{ home: { ward: '00001', detail: 'Số 1' } }, {}],
  })
  t.strictSame(release(answer, ['citizens[].name', 'citizens[].home.ward']), {
    citizens: [{ name: 'Người Mẫu', home: { ward: '00001' } }, { name: 'Người Thử' }],
  })
})

t.test('a list keeps its length, even when nothing of its items is released', async t => {
  t.strictSame(release(answer, ['citizens[].nothing']), { citizens: [{}, {}] })
  t.strictSame(release(answer, []), {})
})

t.test('what is no object or no list is not released in its place', async t => {
  t.strictSame(release({ citizens: 'Người Mẫu' }, ['citizens[].name']), {})
  t.strictSame(release({ home: ['Số 1'] }, ['home.ward']), { home: undefined })
  t.strictSame(release(answer, ['__proto__', 'constructor.name', 'citizens.0.name']), { citizens: undefined })
})

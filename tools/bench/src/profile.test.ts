import { topFunctions, topText, type CpuProfile } from './profile.ts';

const frame = (functionName: string, url = '', lineNumber = -1) => ({ functionName, url, lineNumber });

const profile: CpuProfile = {
  startTime: 1000,
  nodes: [
    { id: 1, callFrame: frame('(root)') },
    { id: 2, callFrame: frame('(idle)') },
    { id: 3, callFrame: frame('writeBuffer') },
    { id: 4, callFrame: frame('feed', 'file:///home/weir/libs/protocols/src/parser.ts', 73) },
    // The same function, called from elsewhere.
    { id: 5, callFrame: frame('feed', 'file:///home/weir/libs/protocols/src/parser.ts', 73) },
    { id: 6, callFrame: frame('', 'node:net', 0) },
  ],
  samples: [4, 3, 2, 4, 5, 6, 3],
  timeDeltas: [100, 400, 5000, 100, 200, 300, 9000],
};

test('self time by function, idling and what is outside of the span left away', () => {
  const functions = topFunctions(profile, '/home/weir/', { from: 1101, until: 7200 });
  expect(functions).toEqual([
    { name: 'writeBuffer', where: '', ms: 0.4, share: 0.4 },
    { name: 'feed', where: 'libs/protocols/src/parser.ts:74', ms: 0.3, share: 0.3 },
    { name: '(anonymous)', where: 'node:net:1', ms: 0.3, share: 0.3 },
  ]);
});

test('nothing but idling', () => {
  expect(topFunctions({ ...profile, samples: [2], timeDeltas: [5] }, '', { from: 0, until: 1e9 })).toEqual([]);
});

test('the top of them in lines', () => {
  const functions = topFunctions(profile, '/home/weir/', { from: 1101, until: 7200 });
  expect(topText(functions, 2)).toBe('   40.0 %       0 ms  writeBuffer\n   30.0 %       0 ms  feed  libs/protocols/src/parser.ts:74');
});

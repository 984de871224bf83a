import { environmentOf, parseDockerfile, textsOf } from './dockerfile.ts';

const text = `# syntax of ours
ARG IMAGE=node:1

FROM \${IMAGE} AS build
COPY . .
RUN npm ci
  # between
run node a.js "\${APP}" \\
    /out

FROM \${IMAGE}
ENV A=1 \\
    # in the middle
    B=2=3
ENV C=4
COPY --from=build --chown=1:2 /out /app
HEALTHCHECK --interval=1s CMD ["node", "x.js"]
`;

test('stages with their instructions, flags apart, lines joined, comments left out', () => {
  const { args, stages: [first, last, ...more] } = parseDockerfile(text);
  expect(args).toEqual({ IMAGE: 'node:1' });
  expect(more).toEqual([]);
  expect(first).toEqual({ image: '${IMAGE}', name: 'build', instructions: [
    { name: 'COPY', flags: [], text: '. .' }, { name: 'RUN', flags: [], text: 'npm ci' }, { name: 'RUN', flags: [], text: 'node a.js "${APP}" /out' },
  ] });
  expect(last!.name).toBeUndefined();
  expect(last!.instructions.slice(-2)).toEqual([
    { name: 'COPY', flags: ['--from=build', '--chown=1:2'], text: '/out /app' }, { name: 'HEALTHCHECK', flags: ['--interval=1s'], text: 'CMD ["node", "x.js"]' },
  ]);
  expect(textsOf(first!, 'RUN')).toHaveLength(2);
  expect(environmentOf(last!)).toEqual({ A: '1', B: '2=3', C: '4' });
});

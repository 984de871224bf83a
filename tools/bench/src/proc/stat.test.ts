import { parseMemory, parseStat } from './stat.ts';

// Linux 6.18: a worker of nginx 1.22.1.
const line = '9079 (nginx) S 9078 9078 8972 0 -1 4194624 1093 2 0 0 1234 4321 11 22 20 0 11 0 150345 1210884096 12345 18446744073709551615 1 1 0 0 0 0 0 0 17 1 0 0 0 0 0\n';

test('a line of /proc/PID/stat', () => {
  expect(parseStat(line)).toEqual({ id: 9079, comm: 'nginx', parent: 9078, isZombie: false, ticks: 5555, endedChildrenTicks: 33 });
  expect(parseStat(line.replace(') S', ') Z')).isZombie).toBe(true);
});

test.each(['a b', ') S 1 2', '(', 'tricky) R 7 7 (x'])('a name may hold anything: %j', (comm) => {
  expect(parseStat(line.replace('nginx', comm))).toMatchObject({ comm, parent: 9078, ticks: 5555 });
});

test.each(['', '1 nginx S 1', '1 (nginx) S', line.replace('1234', 'x')])('%j is refused', (text) => {
  expect(() => parseStat(text)).toThrow('not a line of /proc/PID/stat');
});

test('memory of /proc/PID/status', () => {
  const status = 'Name:\tnode\nVmPeak:\t 1000000 kB\nVmHWM:\t  90112 kB\nVmRSS:\t   81920 kB\nRssAnon:\t 1 kB\n';
  expect(parseMemory(status)).toEqual({ residentKb: 81_920, peakKb: 90_112 });
  expect(parseMemory('Name:\tnode\nState:\tZ (zombie)\n')).toEqual({ residentKb: 0, peakKb: 0 });
});

import { fixtures } from './fixture-files.ts';

test('the fixtures of a folder, in the order of their names', () => {
  const found = fixtures('tools/fuzz/fixtures', '.cert.bin');
  expect(found.map((bytes) => bytes[0])).toEqual([0x30, 0x30, 0x30]);
  expect(fixtures('tools/fuzz/fixtures', '.none')).toEqual([]);
});

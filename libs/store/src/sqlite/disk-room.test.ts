import { tmpdir } from 'node:os';
import { DiskRoom, type DiskSpace } from './disk-room.ts';

const gigabyte = 2 ** 30;

function refusal(totalBytes: number, leftBytes: number): string | undefined {
  const space: DiskSpace = { blocks: totalBytes / 1024, bavail: leftBytes / 1024, bsize: 1024 };
  try {
    new DiskRoom('/', () => space).check();
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ name: 'StoreError', code: 'disk-full' });
    return (error as Error).message;
  }
}

test('64 MiB of a large disk are kept, half of a small one', () => {
  expect(refusal(100 * gigabyte, 64 * 2 ** 20)).toBeUndefined();
  expect(refusal(100 * gigabyte, 63 * 2 ** 20)).toBe('its disk has 66.1 MB left, and 67.1 MB are kept for the deletion of old flows: make room, or let fewer be retained');
  expect(refusal(100 * 2 ** 20, 51 * 2 ** 20)).toBeUndefined();
  expect(refusal(100 * 2 ** 20, 49 * 2 ** 20)).toMatch('52.4 MB are kept');
});

test('a disk that tells nothing is not asked more', () => {
  expect(refusal(0, 0)).toBeUndefined();
  expect(() => new DiskRoom('/', () => { throw new Error('ENOSYS'); }).check()).not.toThrow();
});

test('looks at the disk of the file', () => {
  expect(() => new DiskRoom(tmpdir()).check()).not.toThrow();
});

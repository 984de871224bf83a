/** A process of its own: opens the authority in a directory at a given moment and says what it got. Arguments: directory, moment in ms. */
import { openAuthority } from '../src/local/authority-files.ts';

const [, , directory, moment] = process.argv;
while (Date.now() < Number(moment)) { /* All begin at once. */ }
const { authority, created } = openAuthority(directory!, Date.now());
process.stdout.write(JSON.stringify({ fingerprint: authority.certificates[0]!.fingerprint256, created }));

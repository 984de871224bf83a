/**
 * A process of its own: opens certificates of the service, says when it has come to a state, and closes them when it is told to. Nothing must be left then that keeps it.
 * Arguments: options as JSON, the state.
 */
import { openRemoteCerts, type RemoteCertsOptions } from '../src/remote/index.ts';

const [, , options, state] = process.argv;
const tell = (word: string): void => void process.send!(word);
const certs = openRemoteCerts({ ...JSON.parse(options!) as RemoteCertsOptions, now: Date.now, random: Math.random, onEvent: ({ type }) => { if (type === state) tell('there'); } });
const asked = state === 'idle' ? Promise.resolve(certs.context({ names: ['a.example'] })).then(() => tell('there')) : Promise.all(Array.from({ length: 50 }, async (_, n) => certs.context({ names: [`n${n}.example`] })));
asked.catch((error: Error) => tell(error.message));
if (state === 'asking') tell('there');
process.once('message', () => {
  certs.close();
  certs.close();
  // The channel to the parent is the last thing that keeps it.
  setImmediate(() => process.disconnect());
});

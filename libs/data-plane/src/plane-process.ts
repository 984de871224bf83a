import { channelPublisher, ipcChannel } from '@weir/bus';
import { createLog, firstLine } from '@weir/service';
import { processFigures } from '@weir/telemetry';
import { openAccess } from './access.ts';
import { assembleDataPlane, captureBytes, type DataPlane } from './data-plane.ts';
import { modeEntries } from './mode-entries.ts';
import { openOnboarding } from './onboarding/onboarding.ts';
import { openPlaneAuthority, type PlaneAuthority } from './plane-authority.ts';
import type { PlaneOrder, PlaneReport, PlaneSettings } from './plane-messages.ts';
import { onPorts } from './reserve-ports.ts';

// The entry of a child process: plane-processes.ts starts it and speaks to it by plane-messages.ts. The parent's bus is at the other end of the same IPC.

/** What capture gets to hand over its last batches, after the drain. */
const flushMs = 1_000;

const publisher = channelPublisher(ipcChannel(process), { maxPendingBytes: captureBytes });
let starting: Promise<DataPlane | undefined> | undefined;
let authority: PlaneAuthority | undefined;
let worker = '';
let stopping = false;

process.on('message', (order: PlaneOrder) => {
  if (order.type === 'start') starting ??= start(order.settings);
  else if (order.type === 'figures') void tellFigures();
  else if (order.type === 'stop') void stop();
});
// Without its parent it has nobody to publish to: open connections finish, no new one is taken.
process.on('disconnect', () => void stop());
// A terminal's Ctrl-C reaches the whole group: the parent says when it is time.
process.on('SIGINT', ignore);
process.on('SIGTERM', ignore);

async function start({ values, ports, authority: directory, apiPort, producer }: PlaneSettings): Promise<DataPlane | undefined> {
  worker = producer;
  const log = createLog({ format: values.log_format, level: values.log_level, service: 'weir' });
  try {
    const modes = onPorts(modeEntries(values, []), ports);
    const access = openAccess(values, log);
    access.serves(apiPort);
    authority = await openPlaneAuthority(values, directory, log);
    const local = openOnboarding(values, authority);
    const plane = assembleDataPlane({ modes, values, publisher, authority, local, access, log, producer, reusePort: true });
    report({ type: 'listening', listening: await plane.proxy.listen() });
    return plane;
  } catch (error) {
    report({ type: 'failed', message: firstLine(error) });
    leave();
    return undefined;
  }
}

async function tellFigures(): Promise<void> {
  const plane = await starting;
  if (plane !== undefined) report({ type: 'figures', figures: { ...plane.figures(), process: processFigures(), worker } });
}

async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  const plane = await starting;
  await plane?.proxy.drain();
  // What cannot be handed over in time is counted as lost by the parent's store: this epoch has no end.
  await plane?.recorder.close(AbortSignal.timeout(flushMs)).catch(ignore);
  await publisher.close();
  leave();
}

function report(message: PlaneReport): void {
  if (process.connected) process.send!(message);
}

/** Without the channel and the authority nothing keeps the process. */
function leave(): void {
  authority?.close();
  if (process.connected) process.disconnect();
}

function ignore(): void {
  // See where it is used.
}

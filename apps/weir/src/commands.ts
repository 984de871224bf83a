import type { Options } from '@weir/service';
import { ca } from './ca/ca.ts';
import type { Command } from './command.ts';
import { flows } from './flows.ts';
import { redact } from './redact.ts';
import { show } from './show.ts';
import { up } from './up.ts';

/** In the order of the help. */
export const commands = [up, flows, show, redact, ca] as unknown as readonly Command<Options>[];

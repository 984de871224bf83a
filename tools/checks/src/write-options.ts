// node --conditions=source tools/checks/src/write-options.ts: writes docs/options.md anew.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from './commands.ts';
import { optionsPage } from './options-page.ts';
import { root } from './root.ts';

writeFileSync(join(root, 'docs', 'options.md'), optionsPage(await commands(root)));

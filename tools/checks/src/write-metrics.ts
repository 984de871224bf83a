// node --conditions=source tools/checks/src/write-metrics.ts: writes docs/metrics.md anew.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { metrics } from '@weir/telemetry';
import { metricsPage } from './metrics-page.ts';
import { root } from './root.ts';

writeFileSync(join(root, 'docs', 'metrics.md'), metricsPage(metrics));

import type { MetricFacts } from '@weir/telemetry';

const heading = '| metric | kind | unit | what | labels | services |\n|---|---|---|---|---|---|';

/** What the names begin with, in the order of the page, and what their figures are of. */
const groups = [
  ['proxy', 'Proxies', 'What became of connections.'],
  ['capture', 'Capture', 'Every record is stored or lost, and each loss is known. Once nothing is in flight, captured is published and lost together. `/api/v1/loss` has reasons and times.'],
  ['bus', 'Bus', 'The way from data planes to the collector. On one machine it is in memory, and there is only what is pending; the others are those of NATS and its spool.'],
  ['ca', 'Certificates', 'Of proxies whose certificates the certificate authority service signs (`ca_url`): how they get them.'],
  ['collector', 'Collector', 'What came, what was stored, who looks on.'],
  ['authority', 'Certificate authority', 'What the service was asked for. Each certificate that was issued is in its log, too.'],
  ['process', 'Process', 'What a process uses. With `--workers` there are several.'],
  ['thread', 'Threads', 'What an event loop does. A data plane whose loop is always busy has no CPU left: `--workers` gives it more.'],
] as const;

/** docs/metrics.md from its first to its last byte. */
export function metricsPage(metrics: Readonly<Record<string, MetricFacts>>): string {
  const names = Object.keys(metrics);
  return introduction + groups.map(([prefix, title, text]) => {
    const rows = names.filter((name) => name.startsWith(`weir_${prefix}_`)).map((name) => row(name, metrics[name]!));
    return `\n## ${title}\n\n${text}\n\n${heading}\n${rows.join('\n')}\n`;
  }).join('');
}

/** Those that no group of the page has. */
export function outsideGroups(names: readonly string[]): readonly string[] {
  return names.filter((name) => !groups.some(([prefix]) => name.startsWith(`weir_${prefix}_`)));
}

function row(name: string, { kind, unit, help, services, attributes = {} }: MetricFacts): string {
  const labels = Object.entries(attributes).map(([label, values]) => `\`${label}\`: ${values}`).join('; ');
  return `| \`${name}\` | ${kind} | ${unitName(unit)} | ${help} | ${labels} | ${services} |`;
}

/** OpenTelemetry has `{flow}` for a count of flows; 1 is a yes or no. */
function unitName(unit: MetricFacts['unit']): string {
  if (unit === 'By') return 'bytes';
  if (unit === 's') return 'seconds';
  return unit === '1' ? '0 or 1' : `${unit.slice(1, -1)}s`.replace(/chs$/, 'ches');
}

const introduction = `# Metrics

Written by \`tools/checks/src/write-metrics.ts\` from the table of the metrics, \`libs/telemetry/src/names.ts\`; a check holds the page and the code to it.

Metrics are read as Prometheus text (format 0.0.4) at \`/metrics\`, and sent by OTLP/HTTP (protobuf) where \`otlp_endpoint\` says so: the same names and
values. Where they are found, who may read them and how they are sent is in [operating.md](operating.md).

- A counter begins at 0 when its process starts and only grows; its name ends in \`_total\`. A gauge is what is so now. Units are bytes and seconds, and
  stand at the end of the name.
- All are figures that Weir has anyway: nothing is done on the way of the data for a metric, nor anywhere before somebody reads.
- Labels have few values, whatever passes: no host, path or client is among them. Beyond 500 combinations of one metric the rest is summed up under
  \`otel_metric_overflow="true"\`. With \`--workers\` the metrics of each data plane bear \`worker\`, the name that its flows have as producer.
- \`target_info\` says which service this is: \`service_namespace="weir"\`, \`service_name\` (\`weir\` for \`weir up\`), \`service_instance_id\` (the host or pod) and
  \`service_version\`. By OTLP these are the resource's attributes.
- A figure that its owner does not tell within a second stays as it was last; one that it never told is absent.
`;

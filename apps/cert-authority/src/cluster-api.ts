import { isIP } from 'node:net';
import { subjectName, type SubjectName } from '@weir/x509';

/** The names by which pods know the cluster's API server, whatever the cluster's domain is. */
const services = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];

/** Nobody gets a certificate that a pod could take for the API server's: `kubernetes.default.svc.*`, and its address as pods are told it. */
export function isClusterApi({ kind, text }: SubjectName, environment = process.env): boolean {
  if (kind === 'ip') return addressOf(environment) === text;
  if (!text.startsWith('*.')) return services.includes(text) || text.startsWith('kubernetes.default.svc.');
  const base = text.slice(2);
  return base === 'default' || base === 'default.svc' || base.startsWith('default.svc.');
}

/** As name constraints have them, which know no pattern at the end of a name. */
export function clusterApiNames(environment = process.env): readonly string[] {
  const address = addressOf(environment);
  return ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local', ...(address === undefined ? [] : [address])];
}

function addressOf({ KUBERNETES_SERVICE_HOST: host }: NodeJS.ProcessEnv): string | undefined {
  return host === undefined || isIP(host) === 0 ? undefined : subjectName(host)?.text;
}

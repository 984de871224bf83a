export { preparePlane, type PreparedPlane } from './open-plane.ts';
export { exportCertificate } from './authority.ts';
export type { Plane } from './plane.ts';

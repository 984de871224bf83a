export { preparePlane, type PreparedPlane } from './open-plane.ts';
export type { Plane } from './plane.ts';

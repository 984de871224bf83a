export { defaultCaps, type Caps } from './caps.ts';
export { createRecorder, noTap, type CaptureRecorder, type CaptureStats, type RecorderOptions } from './recorder.ts';
export { systemTimers, type Clock, type Timers } from './time.ts';
export type { Redactor } from './redactor.ts';

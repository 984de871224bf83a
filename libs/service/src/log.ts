import { pino, type Logger } from 'pino';
import pretty from 'pino-pretty';

export type LogFormat = 'text' | 'json';
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Structured events, one name each, on standard error: standard output belongs to a command's result. */
export interface Log {
  /** Whether events of this level are written; absent: they may be. */
  isOn?(level: Exclude<LogLevel, 'silent'>): boolean;
  event(level: Exclude<LogLevel, 'silent'>, name: string, fields: object, message: string): void;
}

export function createLog(options: { readonly format: LogFormat; readonly level: LogLevel; readonly service: string }): Log {
  const destination = options.format === 'json'
    ? pino.destination({ dest: 2, sync: true })
    : pretty({ destination: 2, sync: true, colorize: process.stderr.isTTY, ignore: 'pid,hostname,service,event', hideObject: true, translateTime: 'SYS:HH:MM:ss.l' });
  const logger: Logger = pino({ level: options.level, base: { service: options.service }, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } }, destination);
  return { isOn: (level) => logger.isLevelEnabled(level), event: (level, name, fields, message) => logger[level]({ event: name, ...fields }, message) };
}

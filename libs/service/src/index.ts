export { choice, flag, integer, list, optionalText, size, text, type Option, type Options, type Values } from './option.ts';
export { parseArguments, type Arguments } from './arguments.ts';
export { environmentOf, firstLine, flagOf, resolveOptions, type Sources } from './configuration.ts';
export { describeOptions, optionRows } from './usage.ts';
export { ConfigError, RuntimeFailure } from './config-error.ts';
export { createLog, type Log, type LogFormat, type LogLevel } from './log.ts';
export { Shutdown, type ShutdownFailure } from './shutdown.ts';
export { EXIT_USAGE, runProgram, terminationSignal } from './program.ts';

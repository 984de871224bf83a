import { choice, grouped, optionalText, text } from './option.ts';

/** Where Weir keeps its files: the same folder for every program of it. */
export const homeOption = text('~/.weir', 'DIR', 'the folder of the authority (ca/), flows.db and api-token');

/** How a program that stays is told what to do, and what it tells. */
export const logOptions = grouped('Log and configuration', {
  log_format: choice(['text', 'json'], 'text', 'how the log is written on standard error, and what runs on standard output'),
  log_level: choice(['debug', 'info', 'warn', 'error', 'silent'], 'info', 'the least important events that are logged'),
  config: optionalText('FILE', 'YAML file with options by name, such as ssl_insecure: true'),
});

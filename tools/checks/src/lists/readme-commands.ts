import type { ReadmeCommands } from '../rules/readme-commands-run.ts';

export const readmeCommands: ReadmeCommands = {};

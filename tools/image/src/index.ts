export { environmentOf, parseDockerfile, textsOf, type Dockerfile, type Instruction, type Stage } from './dockerfile.ts';
export { appNames, mainOf, root } from './workspace.ts';

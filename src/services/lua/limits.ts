import { flag, number } from '../../core/definition/kinds/index.js';

/** What code may use. */
export interface Limits {
  /** The longest time of one call, in milliseconds. */
  time: number;
  /** In MiB. */
  memory: number;
  /** The most instructions of one call; 0 for any number. */
  instructions: number;
  /** True if code may load bytecode. */
  bytecode: boolean;
}

/** The params of methods that create a Lua state. */
export const limits = {
  time: number('Longest time of a call in milliseconds', { default: 60_000 }),
  memory: number('Maximum memory in MiB, from 20 to 2048', { default: 256 }),
  instructions: number('Maximum number of instructions of a call, in thousands; 0 for any number', {
    default: 0,
  }),
  bytecode: flag('Let the code load bytecode, which can crash Lua', { default: false }),
};

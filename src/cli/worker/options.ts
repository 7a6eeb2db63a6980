import { LIMITS } from '../serving/limit-options.js';
import type { Candidate } from '../start/command.js';
import { nextOptions, optionRows, optionsOf } from '../start/option.js';
import type { Usage } from '../start/usage.js';

export const WORKER_OPTIONS = {
  queue: {
    type: 'string',
    value: 'URL',
    summary:
      'Redis with the queue: env:NAME, file:PATH, cmd:COMMAND or redis://:password@host:6379',
  },
  jobs: {
    type: 'string',
    short: 'j',
    value: 'N',
    summary: 'How many calls this worker may make at a time',
    usual: '16',
  },
  ...LIMITS,
  timeout: { type: 'string', value: 'SECONDS', summary: 'How long a call may take', usual: '600' },
  help: { type: 'boolean', short: 'h', summary: 'Show this help' },
} as const;

const workerOptions = optionsOf(WORKER_OPTIONS);

export function nextWorkerWords(typed: readonly string[]): Candidate[] {
  return nextOptions(workerOptions, typed);
}

export const workerUsage: Usage = {
  about: [
    'oint worker --queue URL',
    'Makes the calls of oint each --queue on this machine, until Ctrl-C. Any number of machines can have workers.',
  ],
  rows: optionRows(workerOptions),
  notes: [
    'Example: oint worker --queue env:QUEUE --allow telegram.SendTextMessage',
    'Files and addresses of this machine and its network are closed, unless --root and --hosts open them. Secrets stay in the config of this machine: a call may name its variables as @@Name.',
    'Ctrl-C (or SIGTERM) waits up to 30 seconds for calls in progress; a second one stops it at once.',
  ],
};

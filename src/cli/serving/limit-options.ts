/** The options of every command that serves methods to other programs: what these may do. */
export const LIMITS = {
  config: {
    type: 'string',
    short: 'c',
    value: 'FILE',
    summary: 'Config file',
    usual: 'that of oint config',
  },
  allow: {
    type: 'string',
    multiple: true,
    value: 'LIST',
    summary: 'Offer only these methods: openai.*,telegram.SendTextMessage',
  },
  deny: { type: 'string', multiple: true, value: 'LIST', summary: 'Do not offer these methods' },
  'read-only': { type: 'boolean', summary: 'Offer only methods that change nothing' },
  root: {
    type: 'string',
    multiple: true,
    value: 'FOLDER',
    summary: 'Allow access to the files in this folder; repeatable; default: no folder',
  },
  hosts: {
    type: 'string',
    multiple: true,
    value: 'LIST',
    summary: 'Allow connections to these hosts besides public ones: localhost:8080,10.0.0.0/8',
  },
  urls: { type: 'boolean', summary: 'Allow files as http(s) URLs' },
} as const;

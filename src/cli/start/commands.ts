import type { Command, Commands } from './command.js';

/**
 * OInt's own commands: the words that may follow `oint`, apart from services. Each is loaded when it
 * runs. Help, completion and `main` read this list.
 */
export const commands: Commands = {
  ask: {
    takes: '"question"',
    summary: 'Asks a model, with files, tools and structured answers',
    run: async (args, signal) => (await import('../ask/ask-command.js')).askCommand(args, signal),
    next: async (typed) => (await import('../ask/options.js')).nextAskWords('ask', typed),
  },
  chat: {
    summary: 'Talks to a model',
    run: async (args, signal) =>
      (await import('../chat/chat-command.js')).chatCommand(args, signal),
    next: async (typed) => (await import('../ask/options.js')).nextAskWords('chat', typed),
  },
  each: {
    takes: 'FILE -- …',
    summary: 'Calls a method for every row of a file',
    run: async (args, signal) =>
      (await import('../each/each-command.js')).eachCommand(args, signal),
    next: async (typed) => (await import('../each/options.js')).nextEachWords(typed),
  },
  worker: {
    takes: '--queue URL',
    summary: 'Makes the calls of oint each --queue',
    run: async (args, signal) =>
      (await import('../worker/worker-command.js')).workerCommand(args, signal),
    next: async (typed) => (await import('../worker/options.js')).nextWorkerWords(typed),
  },
  logs: {
    summary: 'Manages saved conversations',
    run: async (args, signal) =>
      (await import('../logs/logs-command.js')).logsCommand(args, signal),
    next: async (typed) => (await import('../logs/logs-command.js')).nextLogsWords(typed),
  },
  run: {
    takes: 'FILE',
    summary: 'Runs a script of 1C or OneScript',
    run: async (args, signal) =>
      (await import('../run-script/script-command.js')).runCommand(args, signal),
    next: async (typed) => (await import('../run-script/script-command.js')).nextRunWords(typed),
  },
  '1c': {
    takes: 'export',
    summary: 'Writes modules for 1C and OneScript',
    run: async (args, signal) => (await import('../1c/1c-command.js')).oneCCommand(args, signal),
    next: async (typed) => (await import('../1c/1c-command.js')).nextOneCWords(typed),
  },
  local: {
    summary: 'Serves models to programs, without an API key',
    run: async (args, signal) =>
      (await import('../local/local-command.js')).localCommand(args, signal),
    next: async (typed) => (await import('../local/local-command.js')).nextLocalWords(typed),
  },
  install: {
    takes: '[NAME …]',
    summary: 'Installs drivers and engines',
    run: async (args, signal) =>
      (await import('../install/install-command.js')).installCommand(args, signal),
    next: async (typed) => (await import('../install/install-command.js')).nextInstallWords(typed),
  },
  mcp: {
    summary: 'Offers every method as a tool for AI agents',
    run: async (args, signal) => (await import('../mcp/mcp-command.js')).mcpCommand(args, signal),
    next: async (typed) => (await import('../mcp/mcp-command.js')).nextMcpWords(typed),
  },
  server: {
    summary: 'Offers every method over HTTP or in lines',
    run: async (args, signal) =>
      (await import('../server/server-command.js')).serverCommand(args, signal),
    next: async (typed) => (await import('../server/server-command.js')).nextServerWords(typed),
  },
  search: {
    takes: 'WORDS',
    summary: 'Finds methods and guides in plain words',
    run: async (args) => (await import('../search/search-command.js')).searchCommand(args),
  },
  docs: {
    summary: 'Shows guides, and a page for each method',
    run: async (args) => (await import('../docs/docs-command.js')).docsCommand(args),
    next: async (typed) => (await import('../docs/docs-command.js')).nextDocsWords(typed),
  },
  config: {
    summary: 'Sets defaults and variables',
    run: async (args, signal) =>
      (await import('../config/config-command.js')).configCommand(args, signal),
    next: async (typed) => (await import('../config/config-command.js')).nextConfigWords(typed),
  },
  tools: {
    summary: 'Reads JSON, and decodes Base64',
    run: async (args, signal) =>
      (await import('../tools/tools-command.js')).toolsCommand(args, signal),
    next: async (typed) => (await import('../tools/tools-command.js')).nextToolsWords(typed),
  },
  hashsum: {
    summary: 'Prints the SHA-256 of this version',
    run: async (args) => (await import('../tools/hashsum.js')).hashsumCommand(args),
  },
  completion: {
    takes: '<shell>',
    summary: 'Prints tab completion for bash, zsh, fish or powershell',
    run: async (args) =>
      (await import('../completion/completion-command.js')).completionCommand(args),
    next: async (typed) => (await import('../completion/completion-command.js')).nextShells(typed),
  },
};

/** The command with this name. */
export function commandNamed(word: string | undefined): Command | undefined {
  return word !== undefined && Object.hasOwn(commands, word) ? commands[word] : undefined;
}

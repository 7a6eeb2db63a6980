/**
 * Messages, channels, conversations and files of Slack workspaces.
 *
 * @module
 */
import * as blocks from './blocks.js';
import { channels } from './channels.js';
import { conversations } from './conversations.js';
import { externalFiles } from './external-files.js';
import { files } from './files.js';
import { messages } from './messages.js';
import { workspace } from './workspace.js';

// Typed by name, so that the published types have the docstrings.
const slack: typeof workspace &
  typeof messages &
  typeof channels &
  typeof conversations &
  typeof files &
  typeof externalFiles &
  typeof blocks = {
  ...workspace,
  ...messages,
  ...channels,
  ...conversations,
  ...files,
  ...externalFiles,
  ...blocks,
};
export default slack;

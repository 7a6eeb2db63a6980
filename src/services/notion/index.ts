/**
 * Pages, databases, blocks and users of Notion workspaces.
 *
 * @module
 */
import { blocks } from './blocks.js';
import { databases } from './databases.js';
import { pages } from './pages.js';
import { users } from './users.js';

// Typed by name, so that the published types have the docstrings.
const notion: typeof pages & typeof databases & typeof blocks & typeof users = {
  ...pages,
  ...databases,
  ...blocks,
  ...users,
};
export default notion;

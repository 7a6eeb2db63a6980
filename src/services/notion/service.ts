import { service } from '../../core/definition/service.js';
import { blocks } from './blocks.js';
import { databases } from './databases.js';
import { pages } from './pages.js';
import { users } from './users.js';
import { request } from './wire.js';

export default service({
  name: 'notion',
  title: 'Notion',
  category: 'Business and productivity',
  summary: 'Pages, databases, blocks and users of Notion workspaces',
  address: 'https://api.notion.com',
  regions: {
    'Page management': pages,
    'Database management': databases,
    'Blocks management': blocks,
    Users: users,
  },
  request,
});

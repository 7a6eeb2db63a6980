import { service } from '../../core/definition/service.js';
import { auth } from './auth.js';
import { items } from './items.js';
import { launches } from './launches.js';
import { logs } from './logs.js';
import { projects } from './projects.js';
import * as templates from './templates.js';
import { getUserFieldsStructure, users } from './users.js';
import { request } from './wire.js';

const { getLogStructure } = templates;
const { getLaunchStructure, getItemStructure } = templates;
const { getItemCompletionStructure, getLaunchCompletionStructure } = templates;

export default service({
  name: 'rportal',
  title: 'ReportPortal',
  category: 'Business and productivity',
  summary: 'Test launches, items and logs, users and projects of ReportPortal',
  regions: {
    Authorization: auth,
    'Users management': { ...users, getUserFieldsStructure },
    'Project management': projects,
    'Test management': {
      ...launches,
      ...items,
      getLaunchStructure,
      getItemStructure,
      getItemCompletionStructure,
      getLaunchCompletionStructure,
    },
    'Log recording': { ...logs, getLogStructure },
  },
  request,
});

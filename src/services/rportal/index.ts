/**
 * Test launches, items and logs, users and projects of ReportPortal.
 *
 * @module
 */
import { auth } from './auth.js';
import { items } from './items.js';
import { launches } from './launches.js';
import { logs } from './logs.js';
import { projects } from './projects.js';
import * as templates from './templates.js';
import { getUserFieldsStructure, users } from './users.js';

// Typed by name, so that the published types have the docstrings.
const rportal: typeof auth &
  typeof users & { getUserFieldsStructure: typeof getUserFieldsStructure } & typeof projects &
  typeof launches &
  typeof items &
  typeof logs &
  typeof templates = {
  ...auth,
  ...users,
  getUserFieldsStructure,
  ...projects,
  ...launches,
  ...items,
  ...logs,
  ...templates,
};
export default rportal;

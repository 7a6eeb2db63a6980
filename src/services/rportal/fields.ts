import { flag, number, text, textOrNumber } from '../../core/definition/kinds/index.js';

/** Params of many methods. */
export const project = text('Project name', { option: 'proj', example: 'default_personal' });
export const login = text('Login', { example: 'ann' });
export const user = textOrNumber('User ID, or the login', { example: '7' });
export const page = number('Page number, from 1', { field: 'page.page', default: 1 });
export const queued = flag('Let the server queue it: it responds before it has stored it', {
  option: 'async',
  default: false,
});

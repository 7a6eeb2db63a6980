import { text } from '../../core/definition/kinds/index.js';
import { id } from './fields.js';
import { list, remove, table, write } from './wire.js';

const ofDepartment = { option: 'depid', field: 'ID', example: '18' } as const;
const department = id('Department ID', ofDepartment);
const ofName = { option: 'title', field: 'NAME', example: 'Kitchen' } as const;
const nameIfAny = text('Name', { ...ofName, optional: true });
const places = {
  parent: id('Parent department ID', {
    option: 'parentid',
    field: 'PARENT',
    example: '1',
    optional: true,
  }),
  head: id('User ID of the department head', {
    option: 'headid',
    field: 'UF_HEAD',
    example: '503',
    optional: true,
  }),
};

export const departments = table({
  /** Creates a department. Returns its ID. */
  createDepartment: write('department.add', { name: text('Name', ofName), ...places }),
  /** Updates a department. */
  updateDepartment: write('department.update', { department, name: nameIfAny, ...places }),
  /** Lists departments: all, or those that match. */
  getDepartments: list(
    'department.get',
    'result',
    {
      department: id('Department ID', { ...ofDepartment, optional: true }),
      name: nameIfAny,
      ...places,
    },
    { pager: { next: ({ next }) => (next === undefined ? undefined : { START: next }) } },
  ),
  /** Deletes a department. */
  deleteDepartment: remove('department.delete', { department }),
});

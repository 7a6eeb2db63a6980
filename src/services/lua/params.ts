import { anything, list, record, text } from '../../core/definition/kinds/index.js';

/** The params of code that needs packages and variables. */
export const packages = record('Packages for require: code or path of a .lua file by name', {
  optional: true,
  reach: 'code',
  example: "{'shapes':'shapes.lua'}",
});
export const variables = record('Global variables by name', {
  option: 'globals',
  optional: true,
  example: "{'rate':0.2}",
});
export const functionName = text('Name of the function, or its path: shapes.area', {
  option: 'func',
  example: 'area',
});
export const functionParams = list(anything, 'Arguments of the function', {
  option: 'params',
  optional: true,
  example: '[6,7]',
});

import type { Description } from '../../test/stand-in/description.js';

export function describedOpenApi(document: object): Pick<Description, 'operations' | 'schemas'>;

import type { Machine } from '../run/machine.js';
import { serviceModules } from '../services/modules.js';
import { BslArray, FixedArray } from '../values/array.js';
import { BinaryData } from '../values/binary.js';
import { ENUMERATIONS } from '../values/enumerations.js';
import { BslMap, FixedMap } from '../values/map.js';
import { FixedStructure, Structure } from '../values/structure.js';
import { TypeDescription } from '../values/type-description.js';
import { Uuid } from '../values/uuid.js';
import { ValueList } from '../values/value-list.js';
import { ValueTable } from '../values/value-table.js';
import { conversionFunctions } from './conversions.js';
import { dateFunctions } from './dates.js';
import type { Host } from './host.js';
import { numberFunctions } from './numbers.js';
import { sessionFunctions, sessionProperties } from './session.js';
import { stringFunctions } from './strings.js';

/** The classes that scripts create with `New`. Each declares itself when its file is loaded. */
export const CLASSES = [
  ...[BslArray, FixedArray, Structure, FixedStructure, BslMap, FixedMap],
  ...[BinaryData, Uuid, TypeDescription, ValueList, ValueTable],
] as const;

/** Gives a machine everything that scripts can use. */
export function addLibrary(machine: Machine, host: Host): void {
  for (const functions of [stringFunctions, numberFunctions, dateFunctions, conversionFunctions])
    machine.addFunctions(functions);
  machine.addFunctions(sessionFunctions(machine, host));
  machine.addProperties(sessionProperties(host));
  for (const [names, one] of Object.entries(ENUMERATIONS))
    machine.addProperties({ [names]: () => one });
  machine.addProperties(serviceModules(host.ask, host.methodsOf));
}

import { testEveryOperation } from '../../../../test/stand-in/every-operation.js';
import { greenApiWay } from '../../../../test/support/green-api.js';
import { description, INSTANCE, start } from './stand-in.js';

testEveryOperation(start, greenApiWay(description, INSTANCE));

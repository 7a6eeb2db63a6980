import { execFile } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { pythonWith } from '../../../../test/support/python.js';
import { credentialOf, Login } from './scram.js';
import { startStandIn } from './server.js';

describe('the login of the stand-in', () => {
  it('is that of RFC 7677, byte by byte', () => {
    const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');
    const credential = credentialOf('SCRAM-SHA-256', 'user', 'pencil', salt, 4096);
    const login = new Login(
      'SCRAM-SHA-256',
      'n,,n=user,r=rOprNGfwEbeRWgbNEkqO',
      () => credential,
      '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
    );
    const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
    expect(login.first).toBe(`r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`);
    const proof = 'dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=';
    expect(login.final(`c=biws,r=${nonce},p=${proof}`)).toBe(
      'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
    );
    expect(login.final(`c=biws,r=${nonce},p=${proof.replace('d', 'e')}`)).toBeUndefined();
  });
});

const PROGRAM = `
import sys, pymongo, bson
from pymongo.errors import DuplicateKeyError, OperationFailure
host, port = sys.argv[1].split(':')

def client(password, mechanism):
    return pymongo.MongoClient(host, int(port), username='me', password=password,
                               authMechanism=mechanism, serverSelectionTimeoutMS=5000)

for mechanism in ('SCRAM-SHA-1', 'SCRAM-SHA-256'):
    assert client('secret', mechanism).admin.command('ping')['ok'] == 1
    try:
        client('wrong', mechanism).admin.command('listDatabases')
        assert False
    except OperationFailure as error:
        assert error.code == 18, error.code

db = client('secret', 'SCRAM-SHA-256').shop
people = db.people
people.insert_many([{'_id': n, 'n': n} for n in range(250)])
assert people.count_documents({}) == 250
# In several batches.
assert [one['n'] for one in people.find().sort('n', -1).batch_size(7)] == list(range(249, -1, -1))
assert [one['_id'] for one in people.find({'n': {'$gte': 247}}, {'_id': 1})] == [247, 248, 249]
try:
    people.insert_one({'_id': 3.0})
    assert False
except DuplicateKeyError as error:
    assert error.code == 11000
assert people.insert_one({'x': bson.Int64(2**60)}).inserted_id is not None
assert people.find_one({'x': 2**60})['x'] == 2**60
assert people.update_many({'n': {'$lt': 10}}, {'$inc': {'n': 1000}}).modified_count == 10
assert people.update_one({'_id': 'new'}, {'$set': {'a.b': 1}}, upsert=True).upserted_id == 'new'
assert people.find_one({'_id': 'new'})['a'] == {'b': 1}
assert people.delete_many({'n': {'$gte': 1000}}).deleted_count == 10
assert sorted(people.distinct('n', {'n': {'$in': [20, 21]}})) == [20, 21]
assert list(people.aggregate([{'$match': {'n': {'$gt': 245}}}, {'$count': 'n'}])) == [{'n': 4}]
assert db.list_collection_names() == ['people']
assert 'shop' in client('secret', 'SCRAM-SHA-256').list_database_names()
db.command('createUser', 'ada', pwd='hers', roles=['read'])
assert db.command('usersInfo', 'ada')['users'][0]['roles'] == [{'role': 'read', 'db': 'shop'}]
hers = pymongo.MongoClient(host, int(port), username='ada', password='hers', authSource='shop')
assert hers.shop.people.find_one({'n': 20})['n'] == 20
try:
    hers.shop.people.insert_one({})
    assert False
except OperationFailure as error:
    assert error.code == 13
db.drop_collection('people')
assert db.list_collection_names() == []
print('done')
`;

const python = pythonWith('pymongo');
const why = python ? '' : ' (skipped: python3-pymongo is not installed)';

it.skipIf(!python)(`the stand-in serves Python's own client${why}`, async () => {
  const server = await startStandIn({ user: { name: 'me', password: 'secret' } });
  const printed = await new Promise<string>((resolve, reject) => {
    execFile(python!, ['-c', PROGRAM, server.host], (error, stdout, stderr) =>
      error ? reject(new Error(stderr)) : resolve(stdout),
    );
  });
  expect(printed).toBe('done\n');
});

"""Writes messages as JSON and back: argv has a descriptor set, and each line of the input a message."""
import base64, json, sys
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

pool = descriptor_pool.DescriptorPool()
for file in descriptor_pb2.FileDescriptorSet.FromString(open(sys.argv[1], 'rb').read()).file:
    pool.Add(file)
All = message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName('demo.All'))
for line in sys.stdin:
    given = json.loads(line)
    if 'bytes' in given:
        message = All.FromString(base64.b64decode(given['bytes']))
        text = json_format.MessageToJson(message, including_default_value_fields=True,
                                         preserving_proto_field_name=True, descriptor_pool=pool)
        print(json.dumps(json.loads(text)))
    else:
        message = json_format.ParseDict(given['json'], All(), descriptor_pool=pool)
        print(json.dumps(base64.b64encode(message.SerializeToString(deterministic=True)).decode()))

"""A gRPC server for tests: argv has the descriptor set, the port, the kind of reflection and PEM files."""
import sys, threading
from concurrent import futures
import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

files = descriptor_pb2.FileDescriptorSet.FromString(open(sys.argv[1], 'rb').read())
pool = descriptor_pool.DescriptorPool()
for file in files.file:
    pool.Add(file)
factory = message_factory.MessageFactory(pool)


def cls(name):
    return factory.GetPrototype(pool.FindMessageTypeByName(name))


def reply(message, number=0):
    return cls('helloworld.HelloReply')(message=message, id=number)


def say_hello(request, context):
    return reply('Hello, ' + request.name, request.id)


def count(request, context):
    for at in range(request.to):
        yield reply('x' * request.size, at)


def collect(requests, context):
    names = [request.name for request in requests]
    return reply(', '.join(names), len(names))


def chat(requests, context):
    for request in requests:
        if request.name == 'break':
            context.abort(grpc.StatusCode.ABORTED, 'as you wish')
        yield reply('You said ' + request.name, request.id)


def varint(number):
    out = b''
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def part(number, value):
    return bytes([number << 3 | 2]) + varint(len(value)) + value


def fail(request, context):
    violation = part(1, b'name') + part(2, 'must not be {}'.format(request.name).encode())
    bad = part(1, violation)
    detail = part(1, b'type.googleapis.com/google.rpc.BadRequest') + part(2, bad)
    status = bytes([8, 3]) + part(2, b'bad name') + part(3, detail)
    context.set_trailing_metadata((('grpc-status-details-bin', status),))
    context.abort(grpc.StatusCode.INVALID_ARGUMENT, 'bad name: ' + request.name)


def wait(request, context):
    stopped = threading.Event()
    context.add_callback(stopped.set)
    stopped.wait(30)
    print('stopped waiting', flush=True)
    return reply('late')


def metadata(request, context):
    found = {}
    for key, value in context.invocation_metadata():
        if not key.startswith('user-agent'):
            found[key] = value.hex() if isinstance(value, bytes) else value
    return reply('; '.join('{}={}'.format(*item) for item in sorted(found.items())))


def handler(kind, behavior, request, response):
    make = getattr(grpc, kind + '_rpc_method_handler')
    return make(behavior, cls(request).FromString, lambda message: message.SerializeToString())


H, R, C = 'helloworld.HelloRequest', 'helloworld.HelloReply', 'helloworld.CountRequest'
greeter = {
    'SayHello': handler('unary_unary', say_hello, H, R),
    'Count': handler('unary_stream', count, C, R),
    'Collect': handler('stream_unary', collect, H, R),
    'Chat': handler('stream_stream', chat, H, R),
    'Fail': handler('unary_unary', fail, H, R),
    'Wait': handler('unary_unary', wait, H, R),
    'Metadata': handler('unary_unary', metadata, H, R),
}

# Reflection has no package of its own in Debian: its messages are written by hand.
reflection = descriptor_pb2.FileDescriptorProto(name='reflection.proto', package='reflection', syntax='proto3')


def declare(name, *fields):
    message = reflection.message_type.add(name=name)
    for number, label, kind, field, type_name in fields:
        added = message.field.add(name=field, number=number, label=label, type=kind)
        if type_name:
            added.type_name = type_name


declare('Request', (3, 1, 9, 'file', ''), (4, 1, 9, 'symbol', ''), (7, 1, 9, 'list', ''))
declare('Files', (1, 3, 12, 'file', ''))
declare('Service', (1, 1, 9, 'name', ''))
declare('Services', (1, 3, 11, 'service', '.reflection.Service'))
declare('Error', (1, 1, 5, 'code', ''), (2, 1, 9, 'message', ''))
declare('Response', (4, 1, 11, 'files', '.reflection.Files'), (6, 1, 11, 'services', '.reflection.Services'),
        (7, 1, 11, 'error', '.reflection.Error'))
pool.Add(reflection)


def reflect(requests, context):
    for request in requests:
        response = cls('reflection.Response')()
        try:
            if request.list:
                for name in ['helloworld.Greeter']:
                    response.services.service.add(name=name)
            else:
                # Only the file itself: the client asks for what it imports.
                found = (pool.FindFileByName(request.file) if request.file
                         else pool.FindFileContainingSymbol(request.symbol))
                proto = descriptor_pb2.FileDescriptorProto()
                found.CopyToProto(proto)
                response.files.file.append(proto.SerializeToString())
        except KeyError as error:
            response.error.code = 5
            response.error.message = 'not found: ' + str(error)
        yield response


server = grpc.server(futures.ThreadPoolExecutor(max_workers=20), options=[('grpc.so_reuseport', 0)])
services = [('helloworld.Greeter', greeter)]
if sys.argv[3] != 'none':
    method = handler('stream_stream', reflect, 'reflection.Request', 'reflection.Response')
    services.append(('grpc.reflection.%s.ServerReflection' % sys.argv[3], {'ServerReflectionInfo': method}))
for name, methods in services:
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(name, methods),))
address = '127.0.0.1:' + sys.argv[2]
if len(sys.argv) > 4:
    pem, authority = open(sys.argv[4], 'rb').read(), None
    if len(sys.argv) > 5:
        authority = open(sys.argv[5], 'rb').read()
    credentials = grpc.ssl_server_credentials([(pem, pem)], authority, authority is not None)
    server.add_secure_port(address, credentials)
else:
    server.add_insecure_port(address)
server.start()
server.wait_for_termination()

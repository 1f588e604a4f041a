#!/usr/bin/env python3
# images.py BULWARK: reads images that other tools have made, from where these keep them, and compares every name, mode,
# size and digest with what the tools unpack: umoci (layers with whiteouts, links, replaced folders), skopeo (archives,
# zstd), a registry with a password and TLS, containers/storage, containerd, and tars by Python and GNU tar made of a
# fixed seed. Exits 77 where umoci or skopeo is missing; parts whose tools are missing are named.
import hashlib, io, json, os, random, shutil, stat, subprocess, sys, tarfile, tempfile, time

sys.dont_write_bytecode = True
import docker_registry

BULWARK = os.path.abspath(sys.argv[1])
failures = []


def run(*command, **more):
    done = subprocess.run(command, capture_output=True, **more)
    if done.returncode != 0:
        raise SystemExit(f'{" ".join(command)}: {done.returncode}\n{done.stderr.decode()[-2000:]}')
    return done.stdout


def check(holds, words):
    print(('ok    ' if holds else 'WRONG ') + words, flush=True)
    if not holds:
        failures.append(words)


def ours(image, *more, code=0, environment=None):
    done = subprocess.run([BULWARK, 'image', 'files', image, '-o', 'json', '--digests', *more], capture_output=True,
                          env={**os.environ, **(environment or {})})
    if done.returncode != code:
        print(done.stderr.decode()[-2000:])
        check(False, f'image files {image}: exit code {done.returncode}, not {code}')
        return None
    if code not in (0, 3):
        return done.stderr.decode()
    return json.loads(done.stdout)


def by_path(answer):
    return {one['path']: (one['type'], one['mode'], one['size'] if one['type'] == 'file' else 0, one.get('sha256', ''),
                          one['uid'], one['gid'], one.get('link', '')) for one in answer['files']}


def folder(root):
    """The same of a folder that a tool has unpacked."""
    kinds = {stat.S_IFREG: 'file', stat.S_IFDIR: 'directory', stat.S_IFLNK: 'symlink', stat.S_IFIFO: 'fifo',
             stat.S_IFCHR: 'character device', stat.S_IFBLK: 'block device'}
    out = {}
    for top, folders, files in os.walk(root):
        for name in folders + files:
            path = os.path.join(top, name)
            facts = os.lstat(path)
            kind = kinds[stat.S_IFMT(facts.st_mode)]
            digest = hashlib.sha256(open(path, 'rb').read()).hexdigest() if kind == 'file' else ''
            out[os.path.relpath(path, root)] = (
                kind, f'{stat.S_IMODE(facts.st_mode):04o}', facts.st_size if kind == 'file' else 0, digest,
                facts.st_uid, facts.st_gid, os.readlink(path) if kind == 'symlink' else '')
    return out


def same(name, answer, expected):
    if answer is None:
        return
    found = by_path(answer)
    differ = sorted(path for path in found.keys() | expected.keys() if found.get(path) != expected.get(path))
    check(not differ and not answer['gaps'] and len(expected) > 0, f'{name}: {len(expected)} names agree')
    for path in differ[:10]:
        print('   ', repr(path), 'ours', found.get(path), 'theirs', expected.get(path))
    for gap in answer['gaps'][:5]:
        print('    gap', gap)


def write(path, data, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as file:
        file.write(data)
    os.chmod(path, mode)


def fill(root, chance):
    """A root file system with what is hard about names and files in it."""
    os.makedirs(root + '/usr/bin', exist_ok=True)
    if shutil.which('busybox'):
        shutil.copy(shutil.which('busybox'), root + '/usr/bin/busybox')
        for name in ('sh', 'ls', 'cat'):
            os.symlink('busybox', f'{root}/usr/bin/{name}')
    os.symlink('usr/bin', root + '/bin')
    write(root + '/etc/passwd', b'root:x:0:0:root:/root:/bin/sh\n')
    write(root + '/usr/bin/su', b'su', 0o4755)
    os.chmod(root + '/usr/bin/su', 0o4755)
    os.link(root + '/usr/bin/su', root + '/usr/bin/su-link')
    write(root + '/' + '/'.join(['long' * 20] * 5) + '/file', b'deep')
    write(root + '/ümlaut/日本語', b'utf-8')
    os.makedirs(root + '/tmp')
    os.chmod(root + '/tmp', 0o1777)
    os.mkfifo(root + '/tmp/pipe')
    for i in range(60):
        write(f'{root}/data/{i % 7}/file{i}', chance.randbytes(chance.randrange(20000)))
    with open(root + '/data/sparse', 'wb') as file:
        file.truncate(5_000_000)
        file.seek(3_000_000)
        file.write(b'middle')
    os.chown(root + '/data/0/file0', 1000, 1001)


def umoci_image(work, chance):
    layout = f'{work}/layout'
    run('umoci', 'init', '--layout', layout)
    run('umoci', 'new', '--image', f'{layout}:app')

    def layer(number, change):
        bundle = f'{work}/bundle{number}'
        run('umoci', 'unpack', '--image', f'{layout}:app', bundle)
        change(bundle + '/rootfs')
        run('umoci', 'repack', '--image', f'{layout}:app', bundle)

    layer(1, lambda root: fill(root, chance))
    run('umoci', 'tag', '--image', f'{layout}:app', 'first')

    def second(root):
        shutil.rmtree(root + '/data/1')
        os.remove(root + '/data/2/file2')
        shutil.rmtree(root + '/data/3')
        write(root + '/data/3', b'a file now')
        os.remove(root + '/data/4/file4')
        os.makedirs(root + '/data/4/file4')
        write(root + '/data/4/file4/inner', b'a folder now')
        write(root + '/etc/passwd', b'changed')
        os.remove(root + '/usr/bin/su')
    layer(2, second)

    def third(root):
        write(root + '/data/1/file1', b'back again')
        os.remove(root + '/bin')
        write(root + '/bin/own', b'no link any more', 0o755)
        os.link(root + '/data/5/file5', root + '/data/5/other')
    layer(3, third)
    return layout


def tar_layout(path, tars, media='application/vnd.oci.image.layer.v1.tar'):
    """An OCI layout whose layers are these tars."""
    os.makedirs(path + '/blobs/sha256')

    def blob(data, kind):
        digest = hashlib.sha256(data).hexdigest()
        write(f'{path}/blobs/sha256/{digest}', data)
        return {'mediaType': kind, 'digest': 'sha256:' + digest, 'size': len(data)}
    config = blob(json.dumps({'os': 'linux', 'architecture': 'amd64', 'rootfs': {
        'type': 'layers', 'diff_ids': ['sha256:' + hashlib.sha256(one).hexdigest() for one in tars]}}).encode(),
        'application/vnd.oci.image.config.v1+json')
    manifest = blob(json.dumps({'schemaVersion': 2, 'config': config, 'layers': [blob(one, media) for one in tars]}).encode(),
                    'application/vnd.oci.image.manifest.v1+json')
    write(path + '/oci-layout', b'{"imageLayoutVersion":"1.0.0"}')
    write(path + '/index.json', json.dumps({'schemaVersion': 2, 'manifests': [manifest]}).encode())
    return path


def random_tar(chance, form):
    """Names, links, sizes and owners of all kinds, once each."""
    out = io.BytesIO()
    names = []
    with tarfile.open(fileobj=out, mode='w', format=form) as tar:
        for i in range(chance.randrange(5, 60)):
            depth = chance.randrange(1, 4)
            name = '/'.join(''.join(chance.choice('abcdé_-. ') for _ in range(chance.choice([1, 5, 30, 90, 200]))).strip('. ') or 'x'
                            for _ in range(depth)) + f'/{i}'
            entry = tarfile.TarInfo(name if form != tarfile.USTAR_FORMAT else f'd{i % 5}/' + 'n' * chance.randrange(1, 90) + str(i))
            entry.mode = chance.choice([0o644, 0o755, 0o4755, 0o2711, 0o600])
            entry.uid = chance.choice([0, 1000, 65534, 2_000_000 if form == tarfile.USTAR_FORMAT else 3_000_000_000])
            entry.mtime = chance.randrange(2_000_000_000)
            kind = chance.randrange(10)
            if kind == 0 and names:
                entry.type, entry.linkname = tarfile.LNKTYPE, chance.choice(names)
            elif kind == 1:
                entry.type, entry.linkname = tarfile.SYMTYPE, 'x' * chance.choice([3, 99, 100])
            elif kind == 2:
                entry.type = tarfile.DIRTYPE
            else:
                names.append(entry.name)
            data = chance.randbytes(chance.choice([0, 1, 511, 512, 513, chance.randrange(30000)])) if entry.isreg() else b''
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def python_view(data):
    out = {}
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        for entry in tar:
            name = os.path.normpath(entry.name)
            if entry.islnk():
                out[name] = out[os.path.normpath(entry.linkname)]
                continue
            kind = 'directory' if entry.isdir() else 'symlink' if entry.issym() else 'file'
            content = tar.extractfile(entry).read() if entry.isreg() else b''
            out[name] = (kind, f'{entry.mode:04o}', len(content), hashlib.sha256(content).hexdigest() if kind == 'file' else '',
                         entry.uid, entry.gid, entry.linkname if kind == 'symlink' else '')
    return out


def tars(work):
    chance = random.Random(8)
    wrong = 0
    rounds = 60
    for i in range(rounds):
        form = [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT][i % 3]
        data = random_tar(chance, form)
        answer = ours(tar_layout(f'{work}/tar{i}', [data]))
        wrong += answer is None or by_path(answer) != python_view(data)
        shutil.rmtree(f'{work}/tar{i}')
    check(wrong == 0, f"{rounds} tars by Python's tarfile: the same names, sizes, owners and contents")
    root = f'{work}/gnu'
    os.makedirs(root)
    fill(root, chance)
    for i, flags in enumerate((['--format=gnu'], ['--format=gnu', '-S'], ['--format=posix', '-S'],
                               ['--format=posix', '-S', '--sparse-version=0.0'], ['--format=posix', '-S', '--sparse-version=0.1'],
                               ['--format=oldgnu', '-S'])):
        data = run('tar', *flags, '-C', root, '-c', '.')
        answer = ours(tar_layout(f'{work}/gnutar{i}', [data]))
        same('GNU tar ' + ' '.join(flags), answer, folder(root))


def archives(work, layout, expected):
    for kind, path in (('docker-archive', f'{work}/docker.tar:app:1'), ('oci-archive', f'{work}/oci.tar:app')):
        run('skopeo', 'copy', f'oci:{layout}:app', f'{kind}:{path}')
        same(f'skopeo {kind}', ours(path.split(':')[0]), expected)
    run('skopeo', 'copy', '--dest-compress-format', 'zstd', '--dest-compress', f'oci:{layout}:app', f'oci:{work}/zstd:app')
    same('layers packed by zstd', ours(f'oci:{work}/zstd:app'), expected)


def registry(work, layout, expected):
    if not all(map(shutil.which, ('docker-registry', 'htpasswd', 'openssl'))):
        print('skipped: docker-registry, htpasswd or openssl is missing')
        return
    run('openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj',
        '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', f'{work}/key.pem', '-out', f'{work}/ca.pem')
    write(f'{work}/htpasswd', run('htpasswd', '-Bbn', 'me', 'secret'))
    locked = f'auth: {{htpasswd: {{realm: test, path: "{work}/htpasswd"}}}}\n'
    tls = f', tls: {{certificate: "{work}/ca.pem", key: "{work}/key.pem"}}'
    with docker_registry.registry(f'{work}/served', locked, tls) as host:
        write(f'{work}/auth.json', json.dumps({'auths': {host: {'auth': 'bWU6c2VjcmV0'}}}).encode())
        run('skopeo', 'copy', '--dest-tls-verify=false', '--dest-creds', 'me:secret', f'oci:{layout}:app',
            f'docker://{host}/team/app:1')
        reference = f'registry:{host}/team/app:1'
        authority = ('--certificate-authority', f'{work}/ca.pem')
        known = {'REGISTRY_AUTH_FILE': f'{work}/auth.json'}
        same('docker-registry with a password and TLS', ours(reference, *authority, environment=known), expected)
        unknown = {'REGISTRY_AUTH_FILE': f'{work}/none.json'}
        check('none are known' in ours(reference, *authority, code=2, environment=unknown), 'without a password: refused')
        check('not trusted' in ours(reference, code=2, environment=known), 'without its authority: refused')


def containers_storage(work, layout, expected):
    # vfs itself cannot unpack a file in the place of a folder.
    run('umoci', 'unpack', '--image', f'{layout}:first', f'{work}/first')
    for driver, tag, wanted in (('overlay', 'app', expected), ('vfs', 'first', folder(f'{work}/first/rootfs'))):
        root = f'{work}/storage-{driver}'
        done = subprocess.run(['skopeo', 'copy', f'oci:{layout}:{tag}', f'containers-storage:[{driver}@{root}+{work}/run]app:1'],
                              capture_output=True)
        if done.returncode != 0:
            print(f'skipped: containers-storage with {driver}: ' + done.stderr.decode().strip()[-200:])
        else:
            same(f'containers-storage ({driver})', ours('containers-storage:app:1', '--storage-root', root), wanted)
        subprocess.run(['umount', '-l', f'{root}/{driver}'], capture_output=True)  # which the library leaves mounted


def containerd(work, layout, expected):
    if not all(map(shutil.which, ('containerd', 'ctr'))):
        print('skipped: containerd or ctr is missing')
        return
    write(f'{work}/containerd.toml', f'''version = 2
root = "{work}/containerd"
state = "{work}/containerd-state"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
  address = "{work}/c.sock"
'''.encode())
    run('skopeo', 'copy', f'oci:{layout}:app', f'oci-archive:{work}/for-containerd.tar:docker.io/library/app:1')
    with docker_registry.started(['containerd', '-c', f'{work}/containerd.toml', '-l', 'error'], lambda: os.path.exists(f'{work}/c.sock')):
        time.sleep(0.5)
        done = subprocess.run(['ctr', '-a', f'{work}/c.sock', '-n', 'k8s.io', 'images', 'import', '--no-unpack',
                               '--all-platforms', f'{work}/for-containerd.tar'], capture_output=True)
        if done.returncode != 0:
            print('skipped: ctr images import: ' + done.stderr.decode().strip()[-300:])
            return
        same('containerd, while it runs', ours('containerd:app:1', '--containerd-root', f'{work}/containerd'), expected)
    same('containerd, stopped', ours('containerd:docker.io/library/app:1', '--containerd-root', f'{work}/containerd'), expected)


def bad_input(work, layout):
    copy = f'{work}/bad'
    shutil.copytree(layout, copy)
    blobs = [f'{copy}/blobs/sha256/{name}' for name in os.listdir(copy + '/blobs/sha256')]
    largest = max(blobs, key=os.path.getsize)
    data = open(largest, 'rb').read()
    write(largest, data[:len(data) // 2])
    answer = ours(f'oci:{copy}:app', code=3)
    check(answer is not None and len(answer['gaps']) >= 1 and answer['files'], 'a layer that is cut off is named, and exit code 3')
    write(largest, data[:-1] + bytes([data[-1] ^ 1]))
    answer = ours(f'oci:{copy}:app', code=3)
    check(answer is not None and len(answer['gaps']) >= 1, 'a layer with other bytes is named')


def main():
    if not all(map(shutil.which, ('umoci', 'skopeo'))) or os.geteuid() != 0:
        print('skipped: this needs umoci, skopeo, and root to unpack with owners')
        return 77
    with tempfile.TemporaryDirectory(prefix='bulwark-images-') as work:
        layout = umoci_image(work, random.Random(1))
        run('umoci', 'unpack', '--image', f'{layout}:app', f'{work}/final')
        expected = folder(f'{work}/final/rootfs')
        same('umoci', ours(f'oci:{layout}:app'), expected)
        same('the unpacked folder', ours(f'dir:{work}/final/rootfs'), expected)
        archives(work, layout, expected)
        registry(work, layout, expected)
        containers_storage(work, layout, expected)
        containerd(work, layout, expected)
        tars(work)
        bad_input(work, layout)
    return 1 if failures else 0


sys.exit(main())

#!/usr/bin/env python3
"""Reads the same frames with juma-scan, rqrr, rxing, zbar and zxing-cpp, in turns, and prints tables.

    pip install numpy opencv-python-headless segno zxing-cpp pyzbar     (and Debian's libzbar0)
    python3 scan/measure.py FOLDER --stress STRESS.PY [--seeds 81,82,83] [--photos FOLDER]
                            [--others FOLDER...] [--rounds 3] [--live SECONDS]

FOLDER keeps the frames that are made. STRESS.PY SEED FOLDER makes a stress set; photos are a folder
with labels.tsv (file, tab, base64 of the text); --others are folders of PNG files without symbols, of
which nothing may be read. Times are the best of the rounds, wall, one thread; nothing is counted as
read but the right text. Stages are shares of samples of `perf`, where that is installed.
"""
import argparse, base64, collections, json, os, random, subprocess, sys, time

import cv2
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
CHARACTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:'
STAGES = {'threshold': 'threshold', 'bits': 'bits in rows', 'finder': 'finders', 'likeness': 'finders',
          'pair': 'finders', 'triple': 'groups', 'outline': 'corners', 'hypothesis': 'version, perspective',
          'geometry': 'version, perspective', 'alignment': 'alignment', 'warp': 'warp',
          'sampling': 'sampling', 'frame': 'greys between pixels', 'plane': 'scaling, blur',
          'symbol': 'correction, text'}


def save(rows, folder, group, name, grey, text=b''):
    path = os.path.join(folder, name + '.pgm')
    if not os.path.exists(path):
        with open(path, 'wb') as file:
            file.write(b'P5\n%d %d\n255\n' % (grey.shape[1], grey.shape[0]) + grey.tobytes())
    rows.append('\t'.join((group, path, 'made', '0', base64.b64encode(text).decode())))


def manifest(folder, rows):
    path = os.path.join(folder, 'manifest.tsv')
    with open(path, 'w') as file:
        file.write('\n'.join(rows) + '\n')
    return path


def stress(options, seed):
    folder = os.path.abspath(os.path.join(options.folder, 's%d' % seed))
    path = os.path.join(folder, 'manifest.tsv')
    if not os.path.exists(path):
        subprocess.run([sys.executable, options.stress, str(seed), folder], check=True, stdout=subprocess.DEVNULL)
    return path


def photographs(options):
    folder = os.path.abspath(os.path.join(options.folder, 'photos'))
    os.makedirs(folder, exist_ok=True)
    rows = []
    for line in open(os.path.join(options.photos, 'labels.tsv')):
        name, text = line.rstrip('\n').split('\t')
        grey = cv2.imread(os.path.join(options.photos, name), cv2.IMREAD_GRAYSCALE)
        if grey is not None:
            save(rows, folder, 'photographs', name, grey, base64.b64decode(text))
    return manifest(folder, rows)


def without(options):
    """Frames without any symbol: clutter, text, one grey, noise."""
    folder = os.path.abspath(os.path.join(options.folder, 'without'))
    os.makedirs(folder, exist_ok=True)
    rng, letters, rows = np.random.default_rng(7), random.Random(7), []

    def clutter(wide, high):
        grey = np.full((high, wide), 153, np.uint8)
        for _ in range(140):
            x, y = int(rng.integers(0, wide)), int(rng.integers(0, high))
            shade, kind = int(rng.integers(0, 256)), rng.integers(0, 4)
            if kind == 0:
                cv2.rectangle(grey, (x, y), (x + int(rng.integers(5, 220)), y + int(rng.integers(5, 160))), shade, -1)
            elif kind == 1:
                cv2.circle(grey, (x, y), int(rng.integers(4, 70)), shade, int(rng.integers(1, 8)))
            elif kind == 2:
                text = ''.join(letters.choice(CHARACTERS) for _ in range(12))
                cv2.putText(grey, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, float(rng.uniform(.4, 1.6)), shade, 2)
            else:
                end = (int(rng.integers(0, wide)), int(rng.integers(0, high)))
                cv2.line(grey, (x, y), end, shade, int(rng.integers(1, 6)))
        return grey

    def text(wide, high):
        grey, y = np.full((high, wide), 235, np.uint8), 20
        while y < high:
            size = float(rng.uniform(.35, .8))
            line = ''.join(letters.choice(CHARACTERS + 'abcdefghijklmnopqrstuvwxyz') for _ in range(150))
            cv2.putText(grey, line, (8, y), cv2.FONT_HERSHEY_SIMPLEX, size, int(rng.integers(0, 90)), 1)
            y += int(36 * size)
        return grey

    def seen(grey):
        noisy = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), .6) + rng.normal(0, 5, grey.shape)
        return np.clip(noisy, 0, 255).astype(np.uint8)

    for n in range(40):
        save(rows, folder, 'clutter, 720p', 'clutter720-%d' % n, seen(clutter(1280, 720)))
    for n in range(20):
        save(rows, folder, 'clutter, 1080p', 'clutter1080-%d' % n, seen(clutter(1920, 1080)))
    for n in range(20):
        save(rows, folder, 'text, 720p', 'text720-%d' % n, seen(text(1280, 720)))
    for n in range(10):
        save(rows, folder, 'one grey, 720p', 'grey720-%d' % n, seen(np.full((720, 1280), 40 + 20 * n, np.uint8)))
    for n in range(5):
        noise = rng.integers(0, 256, (720, 1280)).astype(np.uint8)
        save(rows, folder, 'noise, 720p', 'noise720-%d' % n, noise)
    return manifest(folder, rows)


def others(options):
    folder = os.path.abspath(os.path.join(options.folder, 'others'))
    os.makedirs(folder, exist_ok=True)
    rows = []
    for top in options.others:
        for place, _, names in sorted(os.walk(top)):
            for name in sorted(names):
                path = os.path.join(place, name)
                if not name.endswith(('.png', '.jpg')) or os.path.islink(path):
                    continue
                grey = cv2.imread(path, cv2.IMREAD_GRAYSCALE)
                if grey is not None and max(grey.shape) <= 4096:
                    save(rows, folder, 'others', '%06d' % len(rows), grey)
    return manifest(folder, rows)


def alike(read, label):
    """Labels are UTF-8; Japanese and Chinese symbols hold other sets, and nobody here interprets bytes."""
    if read == label:
        return True
    for charset in ('shift_jis', 'gbk', 'latin-1'):
        try:
            if label.decode().encode(charset) == read or read.decode(charset).encode() == label:
                return True
        except UnicodeError:
            pass
    return False


def bench():
    """The program of `cargo bench`, with symbols for `perf`."""
    environment = dict(os.environ, CARGO_PROFILE_BENCH_STRIP='false', CARGO_PROFILE_BENCH_DEBUG='1')
    built = subprocess.run(['cargo', 'bench', '-p', 'juma-scan', '--bench', 'frames', '--no-run',
                            '--message-format=json'], cwd=HERE, env=environment, stdout=subprocess.PIPE, check=True)
    lines = (json.loads(line) for line in built.stdout.splitlines() if line.startswith(b'{'))
    return [line['executable'] for line in lines if line.get('executable')][-1]


def ours(program, engine):
    def run(path):
        out = path + '.' + engine + '.jsonl'
        flags = ['--first'] if engine == 'first' else ['--engine', engine]
        subprocess.run([program, *flags, '--jsonl', out, path], cwd=os.path.dirname(os.path.dirname(path)),
                       check=True, stdout=subprocess.DEVNULL)
        return [(line['t'] and [base64.b64decode(t) for t in line['t']], line['ms'])
                for line in map(json.loads, open(out))]
    return run


def python(reader):
    def run(path):
        answers = []
        for line in open(path):
            file = os.path.join(os.path.dirname(os.path.dirname(path)), line.split('\t')[1])
            data = open(file, 'rb').read().split(b'\n', 3)
            wide, high = map(int, data[1].split())
            grey = np.frombuffer(data[3], np.uint8).reshape(high, wide)
            begin = time.perf_counter()
            texts = reader(grey)
            answers.append((texts, (time.perf_counter() - begin) * 1e3))
        return answers
    return run


def readers(program):
    import zxingcpp
    def zxing(grey):
        found = zxingcpp.read_barcode(grey, formats=zxingcpp.BarcodeFormat.QRCode)
        return [bytes(found.bytes)] if found is not None and found.valid else []
    all_of_them = {'ours': ours(program, 'ours'), 'ours, first pass': ours(program, 'first'),
                   'zxing-cpp': python(zxing), 'rxing': ours(program, 'rxing'), 'rqrr': ours(program, 'rqrr')}
    try:
        from pyzbar import pyzbar
        all_of_them['zbar'] = python(lambda grey: [found.data for found in pyzbar.decode(
            grey, symbols=[pyzbar.ZBarSymbol.QRCODE])])
    except ImportError:
        print('zbar is left out: pyzbar or libzbar0 is not here', file=sys.stderr)
    return all_of_them


def tables(names, manifests, engines, rounds):
    """A line for each group: read and wrong of each engine, and its median and 95th percentile."""
    groups = collections.OrderedDict()
    for path in manifests:
        lines = [line.rstrip('\n').split('\t') for line in open(path)]
        answers = {name: [] for name in engines}
        for _ in range(rounds):
            for name, run in engines.items():
                answers[name].append(run(path))
        for n, (group, _, _, _, text) in enumerate(lines):
            group = groups.setdefault(group.split('@')[0], {name: [0, 0, []] for name in engines})
            label = base64.b64decode(text)
            for name in engines:
                read = answers[name][0][n][0]
                is_right = bool(label) and any(alike(one, label) for one in read)
                cell = group[name]
                cell[0] += is_right
                cell[1] += bool(read) and not is_right
                cell[2].append(min(one[n][1] for one in answers[name]))
    print('\n### ' + names + '\n\n| group | of | ' + ' | '.join(engines) + ' |\n' + '|---' * (len(engines) + 2) + '|')
    total = {name: [0, 0, []] for name in engines}
    for group, cells in list(groups.items()) + [('**all**', total)]:
        for name in engines if cells is not total else ():
            total[name] = [a + b for a, b in zip(total[name], cells[name])]
        count = len(cells[next(iter(engines))][2])
        shown = []
        for name in engines:
            right, wrong, times = cells[name]
            times = sorted(times)
            shown.append('%d%s · %.2f / %.1f ms' % (right, ' (%d wrong)' % wrong if wrong else '',
                                                    times[len(times) // 2], times[(len(times) - 1) * 95 // 100]))
        print('| %s | %d | %s |' % (group, count, ' | '.join(shown)), flush=True)


def stages(program, path, folder):
    data = os.path.join(folder, 'perf.data')
    try:
        subprocess.run(['perf', 'record', '-o', data, program, path], cwd=os.path.dirname(os.path.dirname(path)),
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        return print('\nno shares of stages: perf is not here')
    report = subprocess.run(['perf', 'report', '-i', data, '--no-children', '-F', 'overhead,symbol', '--stdio'],
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
    shares = collections.Counter()
    for line in report.splitlines():
        parts = line.split()
        # Reading files is the program's own, and not counted.
        if len(parts) < 2 or not parts[0].endswith('%') or 'juma_scan' not in line:
            continue
        known = [STAGES[part] for part in line.replace('::', ' ').split() if part in STAGES]
        shares[known[0] if known else 'other'] += float(parts[0].rstrip('%'))
    print('\n### Shares of the stages, ' + os.path.basename(os.path.dirname(path)) + '\n')
    whole = sum(shares.values()) or 1
    print(', '.join('%s %.0f %%' % (name, 100 * share / whole) for name, share in shares.most_common()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('folder')
    parser.add_argument('--stress', required=True)
    parser.add_argument('--seeds', default='81,82,83')
    parser.add_argument('--photos')
    parser.add_argument('--others', nargs='*', default=[])
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--live', type=int, default=60)
    options = parser.parse_args()
    options.photos = options.photos and os.path.abspath(options.photos)
    os.makedirs(options.folder, exist_ok=True)
    program = bench()
    engines = readers(program)
    seeds = [stress(options, int(seed)) for seed in options.seeds.split(',')]
    rows = [line.rstrip('\n') for path in seeds for line in open(path)]
    folder = os.path.abspath(os.path.join(options.folder, 'frames'))
    os.makedirs(folder, exist_ok=True)
    frames = manifest(folder, [row for row in rows if row.startswith(('frame720', 'frame1080'))])
    empty = without(options)
    tables('Frames, median / p95', [frames, empty], engines, options.rounds)
    if options.photos:
        tables('Photographs', [photographs(options)], engines, 1)
    if options.others:
        tables('Pictures without symbols: all that is read is wrong', [others(options)], engines, 1)
    tables('Stress sets, seeds ' + options.seeds, seeds, engines, 1)
    stages(program, frames, folder)
    stages(program, empty, folder)
    print('\n### Live, %d s\n' % options.live, flush=True)
    subprocess.run([program, '--live', str(options.live), frames, empty], cwd=os.path.dirname(folder), check=True)


main()

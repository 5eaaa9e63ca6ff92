"""Secrets in files: which lines are pointed at, which are left in peace, and that no value ever gets out."""

import base64
import json
import os
import random
import signal
import socket
import string
import subprocess
import sys

import pytest

from livinglab.checks import examination, secrets
from livinglab.checks.secrets import judging, scanner

CHANCE = random.Random(20221121)  # noqa: S311 - values for tests, the same at each run


def randomly(length, alphabet=string.ascii_letters + string.digits):
    """A value that nobody uses: no file of this project holds what looks like a live secret."""
    return "".join(CHANCE.choices(alphabet, k=length - 2)) + "a7"


def encoded(content):
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


PASSWORD = "Sume" + "dang#" + "2024"
WORD = "tandang" + "sari"
TOKEN = randomly(40)
SHORT_TOKEN = randomly(20)
HEX = randomly(32, "0123456789abcdef")
BASE64 = "base64:" + base64.b64encode(CHANCE.randbytes(32)).decode()
TELEGRAM = f"{CHANCE.randrange(10**8, 10**9)}:AA" + randomly(33)
AWS = "AKIA" + randomly(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").upper()
APP = " ".join(randomly(6, string.ascii_lowercase)[:4] for _ in range(4))
BODY = "\n".join(randomly(64, string.ascii_letters + string.digits + "+/") for _ in range(12))
KIND = "RSA PRIVATE" + " KEY"
PRIVATE_KEY = f"-----BEGIN {KIND}-----\n{BODY}\n-----END {KIND}-----\n"
HEAD = encoded({"alg": "HS256", "typ": "JWT"})
EXPIRED = f"{HEAD}.{encoded({'sub': 'a' * 12, 'exp': 1_600_000_000})}.{randomly(43)}"
LIVING = f"{HEAD}.{encoded({'sub': 'a' * 12, 'exp': 9_600_000_000})}.{randomly(43)}"
ALL = [PASSWORD, WORD, TOKEN, SHORT_TOKEN, HEX, BASE64, TELEGRAM, AWS, BODY.splitlines()[0], EXPIRED, LIVING]

FOUND = {
    "CodeIgniter 3": ("application/config/database.php", f"\t'password' => '{PASSWORD}',"),
    "CodeIgniter 3, a plain word": ("application/config/database.php", f"\t'password' => '{WORD}',"),
    "CodeIgniter 2": ("application/config/database.php", f"$db['default']['password'] = '{PASSWORD}';"),
    "CodeIgniter 4": ("app/Config/Database.php", f"        'password'     => '{WORD}',"),
    "CodeIgniter's key": ("application/config/config.php", f"$config['encryption_key'] = '{HEX}';"),
    "Laravel's fallback": ("config/database.php", f"'password' => env('DB_PASSWORD', '{PASSWORD}'),"),
    "Laravel's mail": ("config/mail.php", f"'password' => '{PASSWORD}',"),
    "Laravel's key": ("config/app.php", f"'key' => env('APP_KEY', '{BASE64}'),"),
    "an environment by another name": ("deploy/prod.env", f"DB_PASSWORD={WORD}"),
    "an environment with quotes": ("deploy/prod.env", f'export MAIL_PASSWORD="{PASSWORD}"'),
    "WordPress": ("wp-config.php", f"define( 'DB_PASSWORD', '{WORD}' );"),
    "WordPress's salt": ("wp-config.php", f"define('AUTH_KEY', '{TOKEN}');"),
    "plain PHP": ("koneksi.php", f"$password = '{WORD}';"),
    "mysqli": ("lib/simpan.php", f'$k = mysqli_connect("localhost", "sakip", "{WORD}", "sakip");'),
    "mysqli as an object": (
        "lib/simpan.php",
        f"$k = new mysqli('10.1.2.3', 'sakip', '{'1' * 2}2345', 'sakip');",
    ),
    "PDO": ("lib/simpan.php", f"new PDO('mysql:host=localhost;dbname=a', 'sakip', '{PASSWORD}')"),
    "Fonnte": (
        "app/Wa.php",
        f"// api.fonnte.com\nCURLOPT_HTTPHEADER => array('Authorization: {SHORT_TOKEN}'),",
    ),
    "Wablas": ("app/Services/Wablas.php", f"private $token = '{TOKEN}';"),
    "Zenziva": (
        "app/Sms.php",
        f"$url = 'https://console.zenziva.net/api?userkey={HEX[:12]}&passkey={TOKEN}';",
    ),
    "Telegram": ("app/Bot.php", f"const BOT = '{TELEGRAM}';"),
    "SIASN": ("config/services.php", f"'siasn' => ['client_secret' => '{TOKEN}'],"),
    "BSrE": ("app/Libraries/Esign.php", f"protected $esign_password = '{PASSWORD}';"),
    "an API's key in a header": ("app/Http/Skp.php", f"Http::withHeaders(['X-API-KEY' => '{HEX}'])"),
    "a header with odd characters": ("app/Http/Skp.php", f"['X-Api-Key' => '!{SHORT_TOKEN}|-|{HEX[:8]}!']"),
    "a private key": ("storage/oauth-private.key", PRIVATE_KEY),
    "a private key in code": ("app/Sso.php", f"$k = <<<K\n{PRIVATE_KEY}K;"),
    "Amazon": ("app/S3.php", f"['id' => '{AWS}', 'secret' => '{TOKEN}']"),
    "SMTP": ("application/config/email.php", f"$config['smtp_pass'] = '{PASSWORD}';"),
    "a mail provider's password for programs": ("config/mail.php", f"'password' => '{APP}',"),
    "JWT's secret": ("src/auth.js", f"const jwt_secret = '{TOKEN}';"),
    "a JWT that lives": ("app/Models/A.php", f"$t = '{LIVING}';"),
    "YAML": ("config/application.yml", f"  password: {PASSWORD}"),
    "properties": ("src/main/resources/application.properties", f"spring.datasource.password={WORD}"),
    "Go": ("config/config.go", f'const DBPassword = "{PASSWORD}"'),
    "Python": ("project/settings.py", f"SECRET_KEY = '{TOKEN}'"),
    "Node": ("server.js", f"mysql.createConnection({{ password: '{PASSWORD}' }})"),
    "an editor's upload": (".vscode/sftp.json", f'"password": "{WORD}"'),
    "FileZilla": ("filezilla.xml", f'<Pass encoding="base64">{SHORT_TOKEN}</Pass>'),
    "an address with a password": ("app/db.py", f"url = 'mysql://sakip:{randomly(14)}@10.1.2.3/sakip'"),
    "commented out": ("application/config/database.php", f"// 'password' => '{PASSWORD}',"),
    "a settings file's copy": ("application/config/database.php.bak", f"'password' => '{WORD}',"),
    "CodeIgniter 4's key": ("app/Config/Encryption.php", f"public $key = 'hex2bin:{HEX}';"),
    "Python's address": ("db.py", f"create_engine('mysql+pymysql://sakip:{WORD}9@10.1.2.3/sakip')"),
    "Go's address": ("database.go", f'sql.Open("mysql", "sakip:{WORD}9@tcp(10.1.2.3:3306)/sakip")'),
    "Yii": ("config/web.php", f"'cookieValidationKey' => '{TOKEN[:32]}',"),
}
MENTIONED = {  # worth a warning, not a block
    "123456 in settings": ("application/config/database.php", "'password' => '" + "123456" + "',"),
    "compose": ("docker-compose.yml", f"      MYSQL_ROOT_PASSWORD: {WORD}"),
    "a pipeline": (".github/workflows/test.yml", f"          DB_PASSWORD: {PASSWORD}"),
    "documentation": ("lib/upload.php", f" * $salt = '{TOKEN}';"),
    "a key that pages show": ("resources/peta.js", "const k = 'AIza" + randomly(35) + "';"),
    "a Firebase key": ("resources/f.js", "apiKey: 'AIza" + randomly(35) + "',"),
    "a JWT that has expired": ("app/Models/A.php", f"$t = '{EXPIRED}';"),
    "a digest": ("sysconfig.inc.php", f"$sysconf['uc']['password'] = '{randomly(40, '0123456789abcdef')}';"),
}
IN_PEACE = {
    "empty": ("application/config/database.php", "'password' => '',"),
    "root": ("application/config/database.php", "'password' => 'root',"),
    "null": ("config/database.php", "'password' => null,"),
    "from the environment": ("config/database.php", "'password' => env('DB_PASSWORD'),"),
    "an empty fallback": ("config/database.php", "'password' => env('DB_PASSWORD', ''),"),
    "a usual fallback": ("config/database.php", "'username' => env('DB_USERNAME', 'forge'),"),
    "getenv": ("wp-config.php", "define('DB_PASSWORD', getenv('DB_PASSWORD'));"),
    "WordPress's example": ("wp-config.php", "define('DB_PASSWORD', 'password_here');"),
    "WordPress's phrase": ("wp-config.php", "define('AUTH_KEY', 'put your unique phrase here');"),
    "your": ("config/services.php", "'client_secret' => 'your-client-secret',"),
    "angle brackets": ("config/services.php", "'client_secret' => '<isi di sini>',"),
    "changeme": ("deploy/prod.env", "DB_PASSWORD=changeme"),
    "rahasia": ("deploy/prod.env", "DB_PASSWORD=rahasia"),
    "GANTI": ("deploy/prod.env", "SUPER_ADMIN_PASSWORD=GANTI_DENGAN_YANG_KUAT"),
    "xxx": ("config/wa.php", "'token' => 'xxxxxxxxxxxxxxxxxxxxxxxx',"),
    "another variable": ("deploy/prod.env", "DB_PASSWORD=${MYSQL_PASSWORD}"),
    "compose with variables": ("docker-compose.yml", "      MYSQL_PASSWORD: ${DB_PASSWORD}"),
    "compose with the usual": ("docker-compose.yml", "      MYSQL_ROOT_PASSWORD: root"),
    "a template": ("k8s/secret.yaml", "  password: {{ .Values.password }}"),
    "a rule": ("app/Http/Requests/Masuk.php", "'password' => 'required|min:8|confirmed',"),
    "a label": ("resources/views/masuk.blade.php", '<label>Password: "Kata Sandi"</label>'),
    "a message": ("app/pesan.php", "'password' => 'Kata sandi harus diisi',"),
    "a field's name": ("app/Models/User.php", "protected $hidden = ['password' => 'user_password'];"),
    "a route": ("routes/web.php", "'password' => '/lupa-sandi',"),
    "a table": ("config/auth.php", "'password_reset_table' => 'password_reset_tokens_v2',"),
    "a seeder's usual password": ("database/seeders/UserSeeder.php", "'password' => bcrypt('password'),"),
    "a digest in a seeder": ("database/seeders/S.php", "'password' => '$2y$10$" + randomly(53) + "',"),
    "MySQL's digest": ("config/a.php", "'password' => '*" + randomly(40, "0123456789ABCDEF").upper() + "',"),
    "a form's token": ("resources/app.js", "'csrf_token': 'a1b2c3d4e5f6g7h8i9j0k1l2',"),
    "a highlighter": ("resources/mode.js", "token: 'keyword.operator.sql2',"),
    "a variable": ("app/Login.php", '$password = "$nama$tanggal123";'),
    "a call": ("app/Login.php", "$data['passwd'] = 'literal{MD5(\\'' . $a;"),
    "an alphabet": ("lib/acak.php", "$salt = '0123456789abcdefghijklmnopqrstuvwxyz';"),
    "a public key of a captcha": ("config/captcha.php", f"'recaptcha_site_key' => '{TOKEN}',"),
    "Amazon's documented key": ("app/S3.php", "$id = 'AKIAIOSFODNN7" + "EXAMPLE';"),
    "a key's first line in code": ("lib/Keys.php", f'return "-----BEGIN {KIND}-----\\n" . chunk_split($k);'),
    "a public key": (
        "storage/oauth-public.key",
        f"-----BEGIN PUBLIC KEY-----\n{BODY}\n-----END PUBLIC KEY-----\n",
    ),
    "a local connection": ("koneksi.php", "$k = mysqli_connect('localhost', 'root', '', 'sakip');"),
    "the usual local connection": (
        "koneksi.php",
        "$k = mysqli_connect('localhost', 'root', 'root', 'sakip');",
    ),
    "a local address": ("app/db.py", "url = 'mysql://root:root@localhost/sakip'"),
    "Go's local address": ("database.go", 'sql.Open("mysql", "root:root@tcp(localhost:3306)/sakip")'),
    "Go's address with blanks": ("database.go", 'dsn := fmt.Sprintf("%s:%s@tcp(%s)/%s", u, p, h, d)'),
    "a time and a mail address": ("app/a.php", "$a = 'pukul 10:30 ani@example.go.id:';"),
    "a stripe test key": ("config/bayar.php", "'secret' => 'sk_test_" + randomly(24) + "',"),
    "a Vue property": ("resources/js/Form.vue", "  keyPrefix: `renstra-${tujuan.id}`,"),
    "an expiry": ("config/jwt.php", "'token_expires_in' => '3600seconds1',"),
    "binary": ("data/blob", f"\0password = '{PASSWORD}'"),
}


def hits(case):
    path, text = case
    return scanner.find(path, text.encode())


@pytest.mark.parametrize("case", FOUND.values(), ids=FOUND)
def test_a_secret_is_found_at_its_line(case):
    path, text = case
    [hit] = scanner.find(path, b"<?php\n\n" + text.encode())
    assert not hit.weak
    assert hit.line in {3, 4}
    assert not any(value in repr(hit) for value in ALL)


@pytest.mark.parametrize("case", MENTIONED.values(), ids=MENTIONED)
def test_what_is_hardly_live_is_mentioned(case):
    [hit] = hits(case)
    assert hit.weak


@pytest.mark.parametrize("case", IN_PEACE.values(), ids=IN_PEACE)
def test_what_only_holds_the_place_of_a_secret_is_left_in_peace(case):
    assert hits(case) == ()


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("application/config/database.php", f"'password' => '{PASSWORD}'", "database"),
        ("config/mail.php", f"'mail_password' => '{PASSWORD}'", "mail"),
        ("app/Wa.php", f"$url = 'https://api.fonnte.com'; $h = 'Authorization: {SHORT_TOKEN}';", "WhatsApp"),
        ("app/Siasn.php", f"$client_secret = '{TOKEN}';", "government"),
        ("app/a.php", f"$jwt_secret = '{TOKEN}';", "JWT"),
        ("id.key", PRIVATE_KEY, "private key"),
    ],
)
def test_the_sentence_says_what_kind_of_secret_it_is(path, text, words):
    [hit] = scanner.find(path, text.encode())
    assert words in hit.sentence.en
    assert hit.sentence.id != hit.sentence.en


def found(examination):
    return [(one.path, one.line, one.level) for one in examination.findings if one.code == "secret-found"]


LINE = f"<?php\nreturn ['password' => '{PASSWORD}'];\n"


def test_a_secret_in_the_applications_own_files_blocks(examine):
    seen = examine({"config/mail.php": LINE})
    assert found(seen) == [("config/mail.php", 2, "block")]
    assert seen.blocked


@pytest.mark.parametrize(
    "path",
    [
        "vendor/a/config/mail.php",
        "node_modules/a/config/mail.js",
        "tests/config/mail.php",
        "docs/config.yml",
        "config/mail.php.example",
        "config/mail.sample.php",
        "config/mail.php.dist",
        ".env.example",
        "README.md",
        "database/factories/UserFactory.php",
    ],
)
def test_elsewhere_it_is_a_warning(examine, path):
    seen = examine({path: LINE})
    assert [(where, level) for where, _, level in found(seen)] == [(path, "warn")]


@pytest.mark.parametrize(
    "path", ["composer.lock", "package-lock.json", "yarn.lock", "public/logo.svg", "a.css.map", "a.png"]
)
def test_records_and_pictures_are_not_read(examine, path):
    assert found(examine({path: LINE})) == []


@pytest.mark.parametrize("path", ["public/build/app.min.js", "resources/lang/id/auth.php", "data/kamus.csv"])
def test_bundles_and_translations_are_read_for_known_shapes_only(examine, path):
    seen = examine({path: f"{LINE}\n\n'{TELEGRAM}'\n"})
    assert found(seen) == [(path, 5, "warn")]


@pytest.mark.parametrize(
    "path", ["id_rsa", "deploy/sertifikat.p12", "app/release.keystore", ".git-credentials"]
)
def test_a_file_that_keeps_keys_blocks_by_its_name(examine, path):
    assert found(examine({path: b"\0\1\2"})) == [(path, None, "block")]


def test_live_ones_come_first(examine):
    many = {f"docs/a{number:02}.php": LINE for number in range(examination.MOST_OF_A_KIND + 5)}
    seen = examine(many | {"z/config/mail.php": LINE})
    assert found(seen)[0] == ("z/config/mail.php", 2, "block")


def test_nothing_shows_a_value(examine):
    files = {f"{number}/{path}": text for number, (path, text) in enumerate(FOUND.values())}
    files |= {f".env.{number}": text for number, (_, text) in enumerate(FOUND.values())}
    seen = examine(files)
    shown = repr(seen) + "".join(text for one in seen.findings for text in [*one.message, *(one.mend or ())])
    assert found(seen)
    assert not any(value in shown for value in ALL)


def test_a_mark_in_the_line_does_not_hide_a_secret():
    text = f"$password = '{PASSWORD}'; // kingfisher:ignore gitleaks:allow\n"
    assert len(scanner.find("koneksi.php", text.encode())) == 1


def test_a_path_that_is_no_text_can_be_scanned():
    [hit] = scanner.find("konfig\udcff/database.php", LINE.encode())
    assert (hit.line, hit.weak) == (2, False)


def test_a_long_file_is_read_in_its_first_part():
    filler = b"<?php // baris\n" * (scanner.FIRST // 15 + 1)
    assert scanner.find("config/a.php", filler + LINE.encode()) == ()
    assert len(scanner.find("config/a.php", LINE.encode() + filler)) == 1


def test_a_file_full_of_them_is_pointed_at_a_hundred_times():
    assert len(scanner.find("config/a.php", LINE.encode() * 500)) == scanner.MOST_FOUND


def test_a_file_that_takes_too_long_is_said(monkeypatch):
    monkeypatch.setattr(scanner, "SECONDS", 1e-9)
    hits = scanner.find("config/a.php", LINE.encode() * 10_000)
    assert [hit.weak for hit in hits] == [True]
    assert "too long" in hits[0].sentence.en


@pytest.mark.parametrize(
    "token", ["a.b.c", "..", "eyJ.eyJ.x", f"x.{encoded([1])}.x", f"x.{encoded({'exp': 'a'})}.x"]
)
def test_a_strange_jwt_has_not_expired(token):
    assert judging._has_expired(token) is False


def test_the_scanner_is_built_once():
    secrets.prepare()
    first = scanner._scanner()
    secrets.prepare()
    assert scanner._scanner() is first


def test_scanning_reaches_for_no_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert len(scanner.find("config/mail.php", LINE.encode())) == 1


NO_NETWORK = """
import sys
from livinglab.checks.secrets import prepare, scanner
prepare()
sys.stdout.write(str(len(scanner.find("koneksi.php", sys.stdin.buffer.read()))))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's")
def test_scanning_works_where_there_is_no_network_at_all():
    text = "\n".join(text for _, text in FOUND.values())
    command = ["unshare", "--user", "--map-root-user", "--net", sys.executable, "-c", NO_NETWORK]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)
    if b"unshare" in done.stderr:
        pytest.skip("this machine makes no network namespaces")
    assert int(done.stdout) > 10


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_child_scans_with_its_parents_scanner():
    scanner.find("config/mail.php", LINE.encode() * 100)  # whatever is lazy inside it has been used by now
    assert [os.waitstatus_to_exitcode(os.waitpid(_child(), 0)[1]) for _ in range(20)] == [7] * 20


def _child():
    child = os.fork()
    if child == 0:
        signal.alarm(60)  # a child that waits for a lock nobody holds any more must not hang the tests
        built = scanner._scanner.cache_info().misses
        found = len(scanner.find("config/mail.php", LINE.encode()))
        os._exit(7 if found == 1 and scanner._scanner.cache_info().misses == built else 1)
    return child

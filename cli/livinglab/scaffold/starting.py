"""The framework's own command that makes or changes its tables."""

from livinglab.scaffold.stacks import Stack

MIGRATIONS = {
    "laravel": ("php", "artisan", "migrate", "--force"),
    "codeigniter 4": ("php", "spark", "migrate", "--all"),
    "yii basic": ("php", "yii", "migrate", "--interactive=0"),
    "yii advanced": ("php", "yii", "migrate", "--interactive=0"),
    "python django": ("python", "manage.py", "migrate", "--noinput"),
}


def migrate(stack: Stack) -> list[str]:
    """The framework's own command for its tables."""
    return list(MIGRATIONS.get(stack.base, MIGRATIONS.get(f"{stack.base} {stack.variant}", ())))

"""Takes the one icon font that ui/theme/icons.py reads, in place of all that QtAwesome has."""

from PyInstaller.utils.hooks import collect_data_files

datas = collect_data_files("qtawesome", includes=["fonts/materialdesignicons6-*"])
